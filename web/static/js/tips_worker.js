// Solves the puzzle of a ticket in a worker of its own: numbers whose SHA-256 begins with enough zero bits.
const K = new Uint32Array(64);
const FIRST = new Uint32Array(8);

// The constants of SHA-256 (FIPS 180-4): the fractions of the roots of the first primes, in 32 bits.
(() => {
  const fraction = (root) => ((root - Math.floor(root)) * 4294967296) | 0;
  let found = 0;
  for (let n = 2; found < 64; n += 1) {
    let prime = true;
    for (let d = 2; d * d <= n; d += 1) if (n % d === 0) prime = false;
    if (!prime) continue;
    if (found < 8) FIRST[found] = fraction(Math.sqrt(n));
    K[found] = fraction(Math.cbrt(n));
    found += 1;
  }
})();

const W = new Uint32Array(64);

// The first 32 bits of the SHA-256 of a short ASCII text (at most 55 characters: one block).
export function firstWord(text) {
  W.fill(0, 0, 16);
  for (let i = 0; i < text.length; i += 1) W[i >> 2] |= text.charCodeAt(i) << (24 - (i & 3) * 8);
  W[text.length >> 2] |= 0x80 << (24 - (text.length & 3) * 8);
  W[15] = text.length * 8;
  for (let i = 16; i < 64; i += 1) {
    const x = W[i - 15];
    const y = W[i - 2];
    const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
    const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
    W[i] = (W[i - 16] + s0 + W[i - 7] + s1) | 0;
  }
  let a = FIRST[0] | 0;
  let b = FIRST[1] | 0;
  let c = FIRST[2] | 0;
  let d = FIRST[3] | 0;
  let e = FIRST[4] | 0;
  let f = FIRST[5] | 0;
  let g = FIRST[6] | 0;
  let h = FIRST[7] | 0;
  for (let i = 0; i < 64; i += 1) {
    const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K[i] + W[i]) | 0;
    const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + t1) | 0;
    d = c;
    c = b;
    b = a;
    a = (t1 + t2) | 0;
  }
  return (a + FIRST[0]) >>> 0;
}

export function solve(ticket, parts = 16) {
  const [, , bits, seal] = ticket.split(".");
  const most = 2 ** (32 - Number(bits));
  const numbers = [];
  for (let part = 0; part < parts; part += 1) {
    let number = 0;
    while (firstWord(`${seal}:${part}:${number}`) >= most) number += 1;
    numbers.push(number);
  }
  return numbers.join(",");
}

if (typeof WorkerGlobalScope !== "undefined" && self instanceof WorkerGlobalScope) {
  self.addEventListener("message", ({ data }) => self.postMessage({ ticket: data, proof: solve(data) }));
}
