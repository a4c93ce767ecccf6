// A random key that seals what the phone keeps, and a PIN that opens the key: AES-GCM and PBKDF2 of WebCrypto.
export const ITERATIONS = 600_000; // of PBKDF2-HMAC-SHA-256: OWASP's password storage cheat sheet, 2023
export const SHORTEST_PIN = 6;

const IV_BYTES = 12;
const SALT_BYTES = 16;
const text = new TextEncoder();
const random = (bytes) => crypto.getRandomValues(new Uint8Array(bytes));

// False on a page that came by plain http from elsewhere: there is no WebCrypto then.
export const canSeal = () => globalThis.isSecureContext === true && Boolean(globalThis.crypto?.subtle);

// "short", "plain" (one digit all along, or digits in a row) or "" for a PIN that will do.
export function pinFault(pin) {
  if (!/^\d+$/.test(pin) || pin.length < SHORTEST_PIN) return "short";
  const steps = new Set([...pin].slice(1).map((digit, n) => Number(digit) - Number(pin[n])));
  return steps.size === 1 && [-1, 0, 1].includes([...steps][0]) ? "plain" : "";
}

// A new key, of which no copy can be taken out, and its lock: {salt, iterations, iv, wrapped}.
export async function makeLock(pin) {
  const lock = { salt: random(SALT_BYTES), iterations: ITERATIONS, iv: random(IV_BYTES) };
  const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, true, ["encrypt", "decrypt"]);
  lock.wrapped = await crypto.subtle.wrapKey("raw", made, await keyOfPin(pin, lock), { name: "AES-GCM", iv: lock.iv });
  return { lock, key: await openLock(lock, pin) };
}

// The key; null where the PIN is wrong.
export async function openLock(lock, pin) {
  const wrapping = await keyOfPin(pin, lock);
  const how = { name: "AES-GCM", iv: lock.iv };
  try {
    return await crypto.subtle.unwrapKey("raw", lock.wrapped, wrapping, how, "AES-GCM", false, ["encrypt", "decrypt"]);
  } catch (error) {
    if (error.name === "OperationError" || error.name === "DataError") return null;
    throw error;
  }
}

// Seals a value that JSON can hold; `name` is where it lies: sealed bytes that are moved elsewhere do not open.
export async function seal(key, name, value) {
  const iv = random(IV_BYTES);
  const how = { name: "AES-GCM", iv, additionalData: text.encode(name) };
  return { iv, sealed: await crypto.subtle.encrypt(how, key, text.encode(JSON.stringify(value))) };
}

export async function unseal(key, name, { iv, sealed }) {
  const how = { name: "AES-GCM", iv, additionalData: text.encode(name) };
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, key, sealed)));
}

async function keyOfPin(pin, { salt, iterations }) {
  const base = await crypto.subtle.importKey("raw", text.encode(pin), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations };
  return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["wrapKey", "unwrapKey"]);
}
