// Whether a key belongs to an input method: with it Chinese words are chosen, and nothing else is done.
// Safari tells the Enter that chooses after the composition has ended; by its number it is known all the same.
const PROCESSED = 229;

export const composing = (event) => event.isComposing || event.keyCode === PROCESSED;
