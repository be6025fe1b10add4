// Question type order: buttons that move items. Everything else of a question is in controls.js.

FORMS.order = (box, onChange) => {
  const list = box.querySelector(".cw-order");
  const items = [...list.children];
  const said = h("p", { class: "cw-moved", role: "status" });
  const arranged = () => [...list.children].map(({ dataset }) => dataset.item);
  const first = arranged();
  let order = []; // blank until something is moved, or restored
  list.after(said);
  list.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-move]");
    if (!button) return;
    const item = button.closest("li");
    const other = button.dataset.move < 0 ? item.previousSibling : item.nextSibling;
    if (!other) return void (said.textContent = word("stuck"));
    if (button.dataset.move < 0) item.after(other);
    else item.before(other); // the neighbour moves, so that the focus stays
    order = arranged();
    said.textContent = word("moved", { number: order.indexOf(item.dataset.item) + 1, all: order.length, text: item.querySelector(".cw-item-text").textContent });
    onChange();
  });
  return {
    get: () => order,
    again: () => [],
    blank: [],
    set(response) {
      const isOrder = Array.isArray(response) && String([...response].sort()) === String([...first].sort());
      order = isOrder ? response : [];
      const now = isOrder ? order : first;
      if (String(now) !== String(arranged())) list.append(...now.map((id) => items[first.indexOf(id)]));
    },
    focus: () => list.querySelector("button").focus(),
    lock(locked) {
      said.textContent = "";
      list.querySelectorAll("button").forEach((button) => (button.disabled = locked));
    },
  };
};
