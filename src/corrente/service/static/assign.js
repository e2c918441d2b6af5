/* The assignment of corrente, for edge and Node servers: the same arm as `corrente.experiments.assignment` gives.
   An ES module without dependencies; tests/experiments/assignment.json holds both sides together. */

const PRIMES = [];
for (let n = 2; PRIMES.length < 64; n += 1) if (PRIMES.every((prime) => n % prime)) PRIMES.push(n);
const fractional = (root) => ((root - Math.floor(root)) * 2 ** 32) | 0;
const FIRST = PRIMES.slice(0, 8).map((prime) => fractional(prime ** (1 / 2)));
const ROUNDS = PRIMES.map((prime) => fractional(prime ** (1 / 3)));
const turned = (word, by) => (word >>> by) | (word << (32 - by));

/** SHA-256 of bytes, as eight signed 32-bit words (FIPS 180-4). Synchronous, and there on insecure origins too. */
export function sha256(bytes) {
  const blocks = new Uint8Array(((bytes.length + 72) >> 6) << 6);
  blocks.set(bytes);
  blocks[bytes.length] = 0x80;
  const words = new DataView(blocks.buffer);
  words.setUint32(blocks.length - 8, Math.floor(bytes.length / 2 ** 29));
  words.setUint32(blocks.length - 4, bytes.length << 3);
  const hash = Int32Array.from(FIRST);
  for (let at = 0; at < blocks.length; at += 64) compress(hash, schedule(words, at));
  return hash;
}

function schedule(words, at) {
  const w = new Int32Array(64);
  for (let t = 0; t < 16; t += 1) w[t] = words.getInt32(at + 4 * t);
  for (let t = 16; t < 64; t += 1) {
    const near = turned(w[t - 2], 17) ^ turned(w[t - 2], 19) ^ (w[t - 2] >>> 10);
    const far = turned(w[t - 15], 7) ^ turned(w[t - 15], 18) ^ (w[t - 15] >>> 3);
    w[t] = near + w[t - 7] + far + w[t - 16];
  }
  return w;
}

function compress(hash, w) {
  let [a, b, c, d, e, f, g, h] = hash;
  for (let t = 0; t < 64; t += 1) {
    const one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS[t] + w[t]) | 0;
    const two = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, n) => { hash[n] += word; });
}

/** Where a unit falls between 0 and 1: the first 53 bits of SHA-256 of `seed:unit` in UTF-8. */
export function fraction(seed, unit) {
  const [high, low] = sha256(new TextEncoder().encode(`${seed}:${unit}`));
  return ((high >>> 0) * 2 ** 21 + (low >>> 11)) / 2 ** 53;
}

/** Whether a unit takes part in a test: `{inclusion_seed, share}`. */
export const included = (test, unit) => fraction(test.inclusion_seed, unit) < test.share;

/** The first place whose cumulative weight exceeds `at`; the last with any weight where rounding leaves none. */
export function place(weights, at) {
  let sum = 0;
  const found = weights.findIndex((weight) => (sum += weight) > at);
  return found >= 0 ? found : weights.reduce((last, weight, n) => (weight > 0 ? n : last), 0);
}

/** The context cell: the texts of the test's `contexts`, joined by `|`, where the policy knows it; else "". */
export function cell(test, policy, context) {
  const text = (key) => (typeof context?.[key] === "string" ? context[key] : "");
  const said = (test.contexts || []).map(text).join("|");
  return Object.hasOwn(policy.weights, said) ? said : "";
}

/** What `POST /v1/decide` would answer a new unit: arm, probability and context cell; `null` where it takes no part. */
export function assign(test, policy, unit, context) {
  if (!included(test, unit)) return null;
  const known = cell(test, policy, context);
  const weights = policy.weights[known];
  const chosen = place(weights, fraction(test.seed, unit));
  return { arm: policy.arms[chosen], probability: weights[chosen], cell: known };
}
