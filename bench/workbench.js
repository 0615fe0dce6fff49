// Runs in the page before the product does: what a key or a turn of the wheel costs, and when all is there.
// The cost is the time from the first handler of the event to the end of the last handler and of what it left to
// do at once, and the time of the callbacks of the next two display frames. The wait between is not counted: the end of
// the handlers is where the first of these begins: a task of high priority, the release of the key, or a display frame.
// The overview is painted a quarter of a second later, by a timer of its own, and has its own row.
window.meter = (() => {
  const now = () => performance.now();
  const ask = requestAnimationFrame.bind(window);
  let handled = [];
  let frames = new Map();
  let later = [];
  let open = null;

  const close = () => {
    if (open !== null) handled.push({ start: open, end: now() });
    open = null;
  };
  const MODIFIERS = new Set(["Shift", "Control", "Alt", "Meta"]);
  const begin = (event) => {
    // A modifier goes down by itself, before the key that is meant.
    if (open !== null || MODIFIERS.has(event.key)) return;
    open = now();
    scheduler.postTask(close, { priority: "user-blocking" });
  };
  addEventListener("keyup", close, { capture: true });
  for (const type of ["keydown", "wheel", "pointermove"]) addEventListener(type, begin, { capture: true });

  const counted = (time, run) => {
    close();
    const start = now();
    run();
    frames.set(time, (frames.get(time) ?? 0) + now() - start);
  };
  window.requestAnimationFrame = (run) => ask((time) => counted(time, () => run(time)));
  const look = HTMLVideoElement.prototype.requestVideoFrameCallback;
  HTMLVideoElement.prototype.requestVideoFrameCallback = function (run) {
    return look.call(this, (time, shown) => counted(time, () => run(time, shown)));
  };
  const wait = setTimeout.bind(window);
  window.setTimeout = (run, delay, ...rest) =>
    wait(() => {
      const start = now();
      run(...rest);
      // After those that it has left to do at once.
      queueMicrotask(() => later.push({ delay, took: now() - start }));
    }, delay);

  /** Of the next display frame: from its first callback until the page is free again, styled, laid out and rasterized. */
  const wholeFrame = () =>
    new Promise((done) =>
      ask(() => {
        const start = now();
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => done(now() - start);
        port2.postMessage(null);
      }),
    );
  const twoFrames = () => new Promise((done) => ask(() => ask(done)));
  /** In a task of its own, as an event of a person's is: what follows a callback of the display is that frame's making. */
  const ownTask = () => new Promise((done) => wait(done));
  const painted = (since) => [...frames].reduce((sum, [time, took]) => (time >= since ? sum + took : sum), 0);
  /** Of the one event since `begin`: its handler, and what is painted in the next two display frames. */
  const ours = () => {
    if (handled.length !== 1) throw new Error(`${handled.length} events were handled instead of one.`);
    const [only] = handled;
    const handler = only.end - only.start;
    return { handler, all: handler + painted(only.end - 20) };
  };
  const shownSpan = () =>
    [...document.querySelectorAll("[role=slider][data-end]")].map((end) => end.ariaValueNow).join();

  const meter = {
    usable: 0,
    begin() {
      handled = [];
      frames = new Map();
      later = [];
    },
    async cost() {
      await twoFrames();
      const { all } = ours();
      frames = new Map();
      later = [];
      return all;
    },
    /** What the timers of this delay have taken since the last `cost`, in milliseconds. */
    afterwards: (delay) => later.reduce((sum, timer) => (timer.delay === delay ? sum + timer.took : sum), 0),
    /** What all timers and display frames have taken since then. */
    rest: () => later.reduce((sum, { took }) => sum + took, painted(0)),
    /** What a key may change, as it stands now: the form, the playhead, and the window. */
    look: () => [...document.querySelectorAll(".form, [role=timer], .tl .scale")].map((part) => part.outerHTML).join(),
    /**
     * Turns the wheel once before each of `count` display frames, each of which shows another part of the recording:
     * what we take, and what the frame takes with all that the browser does for it on this thread. It turns back after
     * so many of them, or where the recording ends, and then elsewhere.
     */
    async wheel(shiftKey, count, turns) {
      const track = document.querySelector(".tl .track");
      const box = track.getBoundingClientRect();
      const costs = { ours: [], whole: [] };
      let back = 1;
      let since = 0;
      let places = [1 / 3, 4 / 5, 1 / 6, 2 / 3];
      while (costs.ours.length < count) {
        const before = shownSpan();
        await ownTask();
        meter.begin();
        const whole = wholeFrame();
        const at = {
          clientX: box.left + box.width * places[0],
          clientY: box.top + 60,
          bubbles: true,
          cancelable: true,
        };
        track.dispatchEvent(new WheelEvent("wheel", { ...at, shiftKey, deltaY: 90 * back }));
        await twoFrames();
        const { handler, all } = ours();
        const took = handler + (await whole);
        since += 1;
        const moved = shownSpan() !== before;
        if (moved) {
          costs.ours.push(all);
          costs.whole.push(took);
        }
        if (!moved && since === 1 && costs.ours.length > 0) throw new Error("The window does not move.");
        if (moved && since < turns) continue;
        back = -back;
        since = 0;
        places = [...places.slice(1), places[0]];
      }
      return costs;
    },
    /** An empty canvas as large as those of the timeline, painted in each of `count` display frames; measured the same. */
    async floor(count) {
      const canvas = document.createElement("canvas");
      Object.assign(canvas, { width: 1300, height: 340 });
      // In sight: what is not, is not rasterized.
      Object.assign(canvas.style, { position: "fixed", inset: "0 auto auto 0" });
      document.body.append(canvas);
      const pen = canvas.getContext("2d");
      const costs = { ours: [], whole: [] };
      for (let number = 0; number < count; number += 1) {
        const whole = wholeFrame();
        ask(() => {
          const begun = now();
          pen.clearRect(0, 0, 1300, 340);
          pen.fillStyle = number % 2 ? "#111" : "#222";
          pen.fillRect(0, 0, 1300, 340);
          costs.ours.push(now() - begun);
        });
        costs.whole.push(await whole);
      }
      canvas.remove();
      return costs;
    },
    expect(frame) {
      let pressed = 0;
      let shown = 0;
      addEventListener("keydown", (event) => (pressed ||= event.timeStamp), { capture: true, once: true });
      for (const video of document.querySelectorAll("video")) {
        const look = (_, { mediaTime }) => {
          if (video.classList.contains("front") && Math.round(mediaTime * 25) === frame) shown ||= now();
          if (!shown) video.requestVideoFrameCallback(look);
        };
        video.requestVideoFrameCallback(look);
      }
      meter.arrived = () => shown - pressed;
    },
    /** The same jumps of a video element with nothing around it. */
    async bare(wanted) {
      const video = document.createElement("video");
      video.src = document.querySelector("video.front").currentSrc;
      video.muted = true;
      document.body.append(video);
      await new Promise((done) => video.addEventListener("loadeddata", done, { once: true }));
      const costs = [];
      for (const frame of wanted) {
        const start = now();
        const arrived = new Promise((done) => video.requestVideoFrameCallback(done));
        video.currentTime = (frame + 0.5) / 25;
        await arrived;
        costs.push(now() - start);
      }
      video.remove();
      return costs;
    },
  };

  const lookForAll = () => {
    const video = document.querySelector("video[data-source=ready].front");
    const there = video && video.readyState >= 2 && document.querySelector("[role=gridcell][data-clip]");
    if (there) meter.usable = now();
    else ask(lookForAll);
  };
  ask(lookForAll);
  return meter;
})();
