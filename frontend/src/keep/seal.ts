/** Sealing with keys that a script can use and cannot read; they live as long as the page. */

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });
const IV_BYTES = 12;
/** What is sealed is filled up to a multiple of this, so that its length says little. */
const STEP_BYTES = 256;

export interface Sealed {
  readonly iv: Uint8Array<ArrayBuffer>;
  readonly data: ArrayBuffer;
}

/** Whether this page may seal at all: browsers give `crypto.subtle` to secure contexts only. */
export const canSeal = (): boolean => globalThis.crypto?.subtle !== undefined;

export class Seal {
  readonly #lock: CryptoKey;
  readonly #tags: CryptoKey;

  private constructor(lock: CryptoKey, tags: CryptoKey) {
    this.#lock = lock;
    this.#tags = tags;
  }

  /** From the 32 bytes that the server hands out; they are wiped. */
  static async from(bytes: Uint8Array<ArrayBuffer>): Promise<Seal> {
    const { subtle } = crypto;
    const root = await subtle.importKey("raw", bytes, "HKDF", false, ["deriveKey"]);
    bytes.fill(0);
    const way = (purpose: string) => ({
      name: "HKDF",
      hash: "SHA-256",
      salt: new Uint8Array(),
      info: encoder.encode(purpose),
    });
    const lock = { name: "AES-GCM", length: 256 };
    const tags = { name: "HMAC", hash: "SHA-256", length: 256 };
    return new Seal(
      await subtle.deriveKey(way("seal"), root, lock, false, ["encrypt", "decrypt"]),
      await subtle.deriveKey(way("tags"), root, tags, false, ["sign"]),
    );
  }

  /** `about` is not kept in what is made, and must be the same at opening: a record cannot be passed off as another. */
  async seal(text: string, about: readonly string[]): Promise<Sealed> {
    const plain = encoder.encode(text);
    const padded = new Uint8Array(Math.ceil((plain.length + 1) / STEP_BYTES) * STEP_BYTES).fill(0x20);
    padded.set(plain);
    const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
    return { iv, data: await crypto.subtle.encrypt(this.#way(iv, about), this.#lock, padded) };
  }

  /** What was sealed, with blanks at its end; null when it was sealed with another key, about something else, or altered. */
  async open({ iv, data }: Sealed, about: readonly string[]): Promise<string | null> {
    const plain = await crypto.subtle.decrypt(this.#way(iv, about), this.#lock, data).catch(() => null);
    return plain && decoder.decode(plain);
  }

  /** A name for looking something up that tells nobody without the key what it is. */
  async tag(name: string): Promise<string> {
    const sum = await crypto.subtle.sign("HMAC", this.#tags, encoder.encode(name));
    return Array.from(new Uint8Array(sum), (byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  #way(iv: Uint8Array<ArrayBuffer>, about: readonly string[]): AesGcmParams {
    return { name: "AES-GCM", iv, additionalData: encoder.encode(about.join("\n")) };
  }
}
