// A photo from a phone is drawn smaller before it is sent: the site keeps no more of it, and takes only so many bytes.
const LONGEST = 2000;
const LIGHT = 1024 * 1024;
export const LARGEST = 5 * 1024 * 1024;

async function drawn(image, type) {
  const share = Math.min(1, LONGEST / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.width * share));
  canvas.height = Math.max(1, Math.round(image.height * share));
  const paper = canvas.getContext("2d");
  if (type === "image/jpeg") {
    paper.fillStyle = "white"; // a JPEG has no glass: what can be seen through would be black
    paper.fillRect(0, 0, canvas.width, canvas.height);
  }
  paper.imageSmoothingQuality = "high";
  paper.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, type, 0.9));
}

// The same picture with fewer bytes; the file itself where it is light, cannot be read here, or gains nothing.
export async function smaller(file) {
  if (file.size <= LIGHT) return file;
  try {
    const image = await createImageBitmap(file, { imageOrientation: "from-image" });
    for (const type of new Set([file.type, "image/jpeg"])) {
      const blob = await drawn(image, type);
      if (blob && blob.size < file.size && blob.size <= LARGEST) return new File([blob], file.name, { type: blob.type });
    }
  } catch {
    // The server says what is wrong with it.
  }
  return file;
}
