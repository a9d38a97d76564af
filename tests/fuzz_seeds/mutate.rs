//! Mutations of text that are the same in every run.

/// A small generator of numbers (xorshift64*): no dependency, and the same numbers everywhere.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `end`, or 0.
    fn below(&mut self, end: usize) -> usize {
        let number = (self.next() >> 33) as usize;
        if end == 0 { 0 } else { number % end }
    }
}

/// What is put in the place of other words.
const WORDS: &[&str] = &[
    "0",
    "-1",
    "9223372036854775808",
    "536870911",
    "1e400",
    "nan",
    "\"\"",
    "\"\\xff\"",
    "self",
    "type",
    "_",
    "__",
    "map<string, M>",
    "optional",
    "repeated",
    "stream",
    "oneof",
    "enum",
    "message",
    "reserved",
    "extensions",
    "group",
    "import",
    "public",
    "option",
    "true",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "<",
    ">",
    ";",
    "=",
    "/*",
    "*/",
    "//",
    "\u{202e}",
    "\u{0}",
    "\u{feff}",
    "é",
    "😀",
    "'''",
    "\"\"\"",
    "2024-01-01",
    "inherit",
    "false",
];

/// A text like `seed`, changed in a few places, sometimes with a piece of another.
pub(crate) fn mutate(seed: &str, seeds: &[&str], random: &mut Random) -> String {
    let mut text = seed.to_owned();
    for _ in 0..=random.below(4) {
        text = match random.below(8) {
            0 => flip(&text, random),
            1 => lines(&text, random, |lines, at, _| lines.insert(at, lines[at].clone())),
            2 => lines(&text, random, |lines, at, _| {
                lines.remove(at);
            }),
            3 => lines(&text, random, |lines, at, other| lines.swap(at, other)),
            4 => words(&text, random, |words, at, other, _| words.swap(at, other)),
            5 => words(&text, random, |words, at, _, random| {
                words[at] = WORDS[random.below(WORDS.len())].to_owned();
            }),
            6 => cut(&text, random),
            _ => splice(&text, seeds[random.below(seeds.len())], random),
        };
    }
    text
}

/// Another byte somewhere; what is no UTF-8 afterwards becomes a replacement character.
fn flip(text: &str, random: &mut Random) -> String {
    let mut bytes = text.as_bytes().to_vec();
    let at = random.below(bytes.len());
    if let Some(byte) = bytes.get_mut(at) {
        *byte ^= 1 << random.below(8);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn lines(
    text: &str,
    random: &mut Random,
    change: impl Fn(&mut Vec<String>, usize, usize),
) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    if !lines.is_empty() {
        let (at, other) = (random.below(lines.len()), random.below(lines.len()));
        change(&mut lines, at, other);
    }
    lines.join("\n")
}

fn words(
    text: &str,
    random: &mut Random,
    change: impl Fn(&mut Vec<String>, usize, usize, &mut Random),
) -> String {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut words: Vec<String> = Vec::new();
    for c in text.chars() {
        match words.last_mut() {
            Some(word) if is_word(c) && word.ends_with(is_word) => word.push(c),
            _ => words.push(c.to_string()),
        }
    }
    let at: Vec<usize> = (0..words.len()).filter(|&i| words[i].trim() == words[i]).collect();
    if !at.is_empty() {
        let (one, other) = (at[random.below(at.len())], at[random.below(at.len())]);
        change(&mut words, one, other, random);
    }
    words.concat()
}

fn boundary(text: &str, random: &mut Random) -> usize {
    let mut at = random.below(text.len() + 1);
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

fn cut(text: &str, random: &mut Random) -> String {
    text[..boundary(text, random)].to_owned()
}

fn splice(text: &str, other: &str, random: &mut Random) -> String {
    let (at, from, to) = (boundary(text, random), boundary(other, random), boundary(other, random));
    format!("{}{}{}", &text[..at], &other[from.min(to)..from.max(to)], &text[at..])
}
