// Links to #answer-7 and #comment-7: opens the fold around the target, or goes to the page on which it stands.
const POST = /^#(?:answer|comment)-(\d+)$/;

function show(target) {
  for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  target.tabIndex = -1;
  target.focus({ preventScroll: true });
  target.scrollIntoView({ block: "start" });
}

async function follow() {
  const wanted = POST.exec(location.hash);
  if (!wanted) return;
  const target = document.getElementById(location.hash.slice(1));
  if (target) {
    show(target);
    return;
  }
  const answer = await fetch(`/posts/${wanted[1]}`, { method: "HEAD", credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok || answer.url === location.href.replace(location.hash, "")) return;
  location.replace(answer.url + location.hash);
}

export function mount() {
  window.addEventListener("hashchange", follow);
  if (document.activeElement === document.body) follow(); // who went on before this was there is not pulled away
}
