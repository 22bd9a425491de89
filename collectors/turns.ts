/** A queue in which apps take turns: each gives one item, then the next app does, in order of arrival. */
export interface Turns<Item> {
  add(appId: number, item: Item): void;
  take(): Item | undefined;
  size(): number;
}

interface Line<Item> {
  items: Item[];
  /** Items before it were taken. */
  at: number;
}

export function turns<Item>(): Turns<Item> {
  // A Map keeps order: the app whose turn it is stands first and goes to the end when it has given one.
  const lines = new Map<number, Line<Item>>();
  let size = 0;
  return {
    add(appId, item) {
      size++;
      const line = lines.get(appId);
      if (line) line.items.push(item);
      else lines.set(appId, { items: [item], at: 0 });
    },
    take() {
      const next = lines.entries().next();
      if (next.done) return undefined;
      const [appId, line] = next.value;
      const item = line.items[line.at++] as Item;
      size--;
      lines.delete(appId);
      if (line.at < line.items.length) lines.set(appId, line);
      return item;
    },
    size: () => size,
  };
}
