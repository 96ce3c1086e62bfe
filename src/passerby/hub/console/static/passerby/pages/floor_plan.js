// Cameras on a floor plan: dragged, turned and widened by pointer or keyboard, and saved by themselves. Each change
// goes into the fields of the camera's form beside the plan, which works without scripts too.
const REACH = 64;
const SAVE_AFTER_MS = 600;
const STEP = 0.5;
const LONG_STEP = 5;
const TURN_DEG = 5;
const LEAST_VIEW_DEG = 1;

function towards(headingDeg, reach) {
  const angle = (headingDeg * Math.PI) / 180;
  return [reach * Math.sin(angle), -reach * Math.cos(angle)];
}

// The same path as `wedge_path` in console/site/placing.py.
function wedgePath(headingDeg, viewDeg) {
  if (viewDeg >= 360) {
    const half = `A${REACH} ${REACH} 0 1 1 0`;
    return `M0 ${-REACH} ${half} ${REACH} ${half} ${-REACH} Z`;
  }
  const [left, right] = [-1, 1].map((side) => towards(headingDeg + (side * viewDeg) / 2, REACH));
  return `M0 0 L${left.join(" ")} A${REACH} ${REACH} 0 ${viewDeg > 180 ? 1 : 0} 1 ${right.join(" ")} Z`;
}

const within = (value, low, high) => Math.min(Math.max(value, low), high);
const round = (value) => Math.round(value * 100) / 100;

class PlacedCamera {
  constructor(element, plan) {
    this.element = element;
    this.plan = plan;
    this.form = plan.root.querySelector(`form[data-place="${element.dataset.placed}"]`);
    this.marker = element.querySelector(".marker");
    this.name = this.form.querySelector("summary").textContent.trim();
    this.listen();
  }

  listen() {
    this.drag(this.marker, (x, y) => this.set({ x, y }));
    this.drag(this.element.querySelector("[data-turn]"), (x, y) => this.turnTo(x, y));
    this.marker.addEventListener("keydown", (event) => this.key(event));
    this.form.addEventListener("input", () => this.draw());
    this.form.addEventListener("change", () => this.form.checkValidity() && this.saveSoon());
    this.form.addEventListener("submit", (event) => {
      if (event.submitter?.name === "take_off") return;
      event.preventDefault();
      this.save();
    });
  }

  drag(handle, follow) {
    handle.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      handle.setPointerCapture(event.pointerId);
      this.marker.focus();
      const move = (moved) => {
        const box = this.plan.layer.getBoundingClientRect();
        follow(((moved.clientX - box.left) / box.width) * 100, ((moved.clientY - box.top) / box.height) * 100);
      };
      const end = () => {
        handle.removeEventListener("pointermove", move);
        handle.removeEventListener("lostpointercapture", end);
        this.saveSoon();
      };
      handle.addEventListener("pointermove", move);
      handle.addEventListener("lostpointercapture", end);
    });
  }

  turnTo(x, y) {
    const { width, height } = this.plan.layer.getBoundingClientRect();
    const across = ((x - this.value("x")) / 100) * width;
    const down = ((y - this.value("y")) / 100) * height;
    if (across || down) this.set({ heading: (Math.atan2(across, -down) * 180) / Math.PI });
  }

  key(event) {
    const step = event.shiftKey ? LONG_STEP : STEP;
    const change = {
      ArrowLeft: () => ({ x: this.value("x") - step }),
      ArrowRight: () => ({ x: this.value("x") + step }),
      ArrowUp: () => ({ y: this.value("y") - step }),
      ArrowDown: () => ({ y: this.value("y") + step }),
      PageUp: () => ({ heading: this.value("heading") - TURN_DEG }),
      PageDown: () => ({ heading: this.value("heading") + TURN_DEG }),
      "+": () => ({ field_of_view: this.value("field_of_view") + TURN_DEG }),
      "-": () => ({ field_of_view: this.value("field_of_view") - TURN_DEG }),
    }[event.key];
    if (!change || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.set(change());
    this.plan.say(this.words());
    this.saveSoon();
  }

  value(name) {
    return Number(this.form.elements[name].value);
  }

  set({ x, y, heading, field_of_view: view }) {
    const write = (name, value) => {
      this.form.elements[name].value = round(value);
    };
    if (x !== undefined) write("x", within(x, 0, 100));
    if (y !== undefined) write("y", within(y, 0, 100));
    if (heading !== undefined) write("heading", ((heading % 360) + 360) % 360);
    if (view !== undefined) write("field_of_view", within(view, LEAST_VIEW_DEG, 360));
    this.draw();
  }

  draw() {
    const [x, y, heading, view] = ["x", "y", "heading", "field_of_view"].map((name) => this.value(name));
    this.element.setAttribute("x", `${x}%`);
    this.element.setAttribute("y", `${y}%`);
    this.element.querySelector(".wedge").setAttribute("d", wedgePath(heading, view));
    const [handleX, handleY] = towards(heading, REACH);
    for (const circle of this.element.querySelectorAll(".turn, .turn-dot")) {
      circle.setAttribute("cx", handleX);
      circle.setAttribute("cy", handleY);
    }
    this.marker.setAttribute("aria-label", this.words());
  }

  words() {
    const place = `${Math.round(this.value("x"))} % from the left, ${Math.round(this.value("y"))} % from the top`;
    const view = `looks towards ${Math.round(this.value("heading"))}°, sees ${Math.round(this.value("field_of_view"))}°`;
    return `${this.name}, ${place}, ${view}`;
  }

  saveSoon() {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.save(), SAVE_AFTER_MS);
  }

  async save() {
    clearTimeout(this.waiting);
    try {
      const answer = await fetch(this.form.action, {
        method: "POST",
        body: new FormData(this.form),
        headers: { Accept: "application/json" },
        keepalive: true,
      });
      if (answer.ok) return;
      const { detail } = answer.status === 422 ? await answer.json() : { detail: `The hub said ${answer.status}.` };
      this.complain(detail);
    } catch {
      this.complain("The hub did not answer.");
    }
  }

  complain(detail) {
    const text = `${this.name} was not moved in the hub. ${detail} Move it again, or load the page anew.`;
    document.dispatchEvent(new CustomEvent("toast", { detail: { level: "error", text } }));
  }
}

class Plan {
  constructor(holder) {
    this.root = holder.closest("article");
    this.layer = holder.querySelector(".plan-layer");
    this.said = this.root.querySelector("[data-plan-said]");
    this.cameras = [...holder.querySelectorAll("[data-placed]")].map((element) => new PlacedCamera(element, this));
    window.addEventListener("pagehide", () => this.cameras.forEach((camera) => camera.waiting && camera.save()));
  }

  say(words) {
    this.said.textContent = words;
  }
}

document.querySelectorAll("[data-plan]").forEach((holder) => new Plan(holder));
