//! What is asked: words as frequent and as rare as people's are, begun, mistyped, in quotes.

use crate::generator::{Generator, Random};

/// What somebody types.
pub struct Question {
    pub words: Vec<String>,
    pub kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Words,
    /// The last word is cut off.
    Begun,
    /// A letter of the last word is another.
    Mistyped,
    Phrase,
}

impl Kind {
    pub const ALL: [Self; 4] = [Self::Words, Self::Begun, Self::Mistyped, Self::Phrase];

    pub fn name(self) -> &'static str {
        match self {
            Self::Words => "words",
            Self::Begun => "the last word cut off",
            Self::Mistyped => "the last word mistyped",
            Self::Phrase => "phrases",
        }
    }
}

/// One of ten words is among the hundred most frequent, "the" and "database" alike; the others are
/// drawn evenly by the logarithm of their rank.
pub fn all(generator: &Generator, many: usize) -> Vec<Question> {
    let mut random = Random::new(7);
    let word = |random: &mut Random| {
        let top: f64 = if random.below(10) == 0 {
            100.0
        } else {
            40_000.0
        };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a rank"
        )]
        let rank = top.powf(random.share()) as usize;
        generator.vocabulary().at(rank).to_owned()
    };
    let question = |_| {
        let count = 1 + random.below(3);
        let mut words: Vec<_> = (0..count).map(|_| word(&mut random)).collect();
        let kind = match random.below(10) {
            0..=4 => Kind::Words,
            5..=7 => Kind::Begun,
            8 => Kind::Mistyped,
            _ => Kind::Phrase,
        };
        let last = words.last_mut().expect("one word at least");
        let letters: Vec<char> = last.chars().collect();
        match kind {
            Kind::Begun => {
                *last = letters[..letters.len().div_ceil(2).max(2).min(letters.len())]
                    .iter()
                    .collect()
            }
            Kind::Mistyped => {
                let mut letters = letters;
                let place = letters.len() / 2;
                letters[place] = if letters[place] == 'q' { 'w' } else { 'q' };
                *last = letters.into_iter().collect();
            }
            Kind::Words | Kind::Phrase => {}
        }
        Question { words, kind }
    };
    (0..many).map(question).collect()
}
