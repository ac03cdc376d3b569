// Counts frames while something moves: put before each script that measures.

// Calls `move` with its number in each of so many frames, and tells when each frame came, in milliseconds.
function frames(count, move, done) {
  const came = [];
  const next = (at) => {
    came.push(at);
    if (came.length > count) return done(came);
    move(came.length);
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
}

// Notes of each key how long it took until a frame was composed in which the page had heard it.
function listen() {
  const took = (window.pfaFigures = []);
  const composed = new MessageChannel();
  const heard = [];
  composed.port1.onmessage = () => took.push(performance.now() - heard.shift());
  addEventListener(
    'keydown',
    (event) => {
      heard.push(event.timeStamp);
      requestAnimationFrame(() => composed.port2.postMessage(null));
    },
    { capture: true },
  );
}
