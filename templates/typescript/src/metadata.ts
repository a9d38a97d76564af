/** Metadata of users: pairs of names and values. */

/** A name of metadata and its value; the value of a name that ends in `-bin` is bytes. */
export type MetadataPair = readonly [name: string, value: string | Uint8Array];
