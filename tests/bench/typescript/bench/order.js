/** The variables of a call: a small object, which every program encodes. */
export function order(number) {
  return {
    id: number,
    customer: "Ada Lovelace",
    total: 129.95,
    items: ["tea", "biscuits"],
  };
}
