/** Memory for many short columns: a typed array of its own costs more to make and to throw away than it holds. */
export interface Slab {
  memory: Float64Array;
  /** Doubles of it that are given away. */
  used: number;
}

const slabDoubles = 8_192;

export function startSlab(): Slab {
  return { memory: new Float64Array(0), used: 0 };
}

/** A column of zeros; what is long gets memory of its own. */
export function slabColumn(slab: Slab, length: number): Float64Array {
  if (length > slabDoubles / 8) return new Float64Array(length);
  if (slab.used + length > slab.memory.length) {
    slab.memory = new Float64Array(slabDoubles);
    slab.used = 0;
  }
  slab.used += length;
  return slab.memory.subarray(slab.used - length, slab.used);
}
