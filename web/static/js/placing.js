// Where things go on the screen: marks that touch are pushed apart, and texts look for room.
const TOUCH_PX = 25;
const FARTHEST_PX = 14;

// Gives each point (in pixels) a shift of at most 14 px, so that marks of 23 px do not hide one another.
export function pushApart(points) {
  const at = points.map((point) => ({ x: point.x, y: point.y }));
  for (let round = 0; round < 80; round += 1) {
    let moved = false;
    for (let i = 0; i < at.length; i += 1) {
      for (let j = i + 1; j < at.length; j += 1) {
        let dx = at[j].x - at[i].x;
        let dy = at[j].y - at[i].y;
        let gap = Math.hypot(dx, dy);
        if (gap >= TOUCH_PX) continue;
        if (gap < 0.5) {
          // The same spot: part in a direction that depends on the order alone, so that nothing jumps.
          dx = Math.cos(j * 2.4);
          dy = Math.sin(j * 2.4);
          gap = 1;
        }
        const push = (TOUCH_PX - Math.min(gap, TOUCH_PX)) / 2 / gap;
        at[i] = held(points[i], { x: at[i].x - dx * push, y: at[i].y - dy * push });
        at[j] = held(points[j], { x: at[j].x + dx * push, y: at[j].y + dy * push });
        moved = true;
      }
    }
    if (!moved) break;
  }
  return at.map((point, n) => ({ x: point.x - points[n].x, y: point.y - points[n].y }));
}

function held(home, point) {
  const dx = point.x - home.x;
  const dy = point.y - home.y;
  const away = Math.hypot(dx, dy);
  if (away <= FARTHEST_PX) return point;
  return { x: home.x + (dx * FARTHEST_PX) / away, y: home.y + (dy * FARTHEST_PX) / away };
}

// Boxes that are taken, in pixels; a text takes its place only where nothing lies.
export class Room {
  constructor(size) {
    this.size = size;
    this.taken = [];
  }

  copy() {
    const room = new Room(this.size);
    room.taken = [...this.taken];
    return room;
  }

  block({ x, y }, halfWidth, halfHeight = halfWidth) {
    this.taken.push([x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight]);
  }

  free({ x, y }, halfWidth, halfHeight) {
    const box = [x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight];
    return !this.taken.some((other) => box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]);
  }

  // Gives the first free spot inside the map, else the one that covers least.
  best(spots, halfWidth, halfHeight) {
    const inside = spots.filter((spot) => this.inside(spot, halfWidth, halfHeight));
    const free = inside.find((spot) => this.free(spot, halfWidth, halfHeight));
    if (free) return free;
    const covers = (spot) => this.covered(spot, halfWidth, halfHeight);
    return (inside.length ? inside : spots).reduce((best, spot) => (covers(spot) < covers(best) ? spot : best));
  }

  covered({ x, y }, halfWidth, halfHeight) {
    return this.taken.reduce((sum, [left, top, right, bottom]) => {
      const wide = Math.min(x + halfWidth, right) - Math.max(x - halfWidth, left);
      const high = Math.min(y + halfHeight, bottom) - Math.max(y - halfHeight, top);
      return sum + (wide > 0 && high > 0 ? wide * high : 0);
    }, 0);
  }

  inside({ x, y }, halfWidth, halfHeight) {
    return x - halfWidth > 4 && y - halfHeight > 4 && x + halfWidth < this.size.x - 4 && y + halfHeight < this.size.y - 4;
  }
}

export function textWidth(text, px, { spaced = false } = {}) {
  return text.length * px * (spaced ? 0.78 : 0.56);
}
