// Shows news that the site sends while no page of it is open: one line for each thing, and a click that opens it.
self.addEventListener("push", (event) => {
  let told = {};
  try {
    told = event.data?.json() ?? {};
  } catch {
    told = {};
  }
  const { title = "Huzhu", body = "", lang = "", tag = "alerts", url = "/notifications" } = told;
  const looks = { body, lang, tag, renotify: true, icon: "/static/img/favicon.svg", data: { url } };
  event.waitUntil(self.registration.showNotification(title, looks));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const target = new URL(event.notification.data?.url ?? "/notifications", self.location.origin);
  if (target.origin !== self.location.origin) return;
  const open = async () => {
    const windows = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
    const same = windows.find((each) => each.url === target.href);
    return same ? same.focus() : self.clients.openWindow(target.href);
  };
  event.waitUntil(open());
});
