// Reads a QR code as a camera sees it: from the pixels of a picture.
// cspell:ignore jsqr dont
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const reader = readFileSync(createRequire(import.meta.url).resolve("jsqr"), "utf8");

/** The text of the QR code in a picture (PNG), or undefined. Any page lends its canvas. */
export async function readQrCode(page, picture) {
  await page.evaluate(reader);
  return page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, image.width, image.height);
    return globalThis.jsQR(data, image.width, image.height, { inversionAttempts: "dontInvert" })?.data;
  }, picture.toString("base64"));
}
