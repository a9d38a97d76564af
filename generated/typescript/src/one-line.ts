/** Texts of others on one line, whatever a gateway or a proxy answered. */

/** How many characters of a foreign text an error shows. */
const SHOWN = 1_000;

const ODD =
  /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Surrogate}/gu;

/**
 * The text on one line.
 *
 * Control characters, line separators, characters that reverse the direction of the text and
 * lone surrogates are escaped, and what is longer than a screen is cut.
 */
export function oneLine(text: string): string {
  const shown =
    text.length > SHOWN
      ? `${text.slice(0, SHOWN)}… (${String(Buffer.byteLength(text))} bytes in all)`
      : text;
  return shown.replace(ODD, escaped);
}

function escaped(character: string): string {
  const code = character.charCodeAt(0).toString(16);
  return code.length > 2 ? `\\u${code.padStart(4, "0")}` : `\\x${code.padStart(2, "0")}`;
}
