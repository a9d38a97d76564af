//! The known name that somebody probably meant.

/// The candidate nearest to a name, if one is near enough to be worth suggesting.
pub fn nearest<'c>(name: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let wanted = name.to_lowercase();
    let scored = candidates.into_iter().map(|candidate| {
        let score = strsim::jaro_winkler(&wanted, &candidate.to_lowercase());
        (score, candidate)
    });
    let best = scored.max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)))?;
    (best.0 > 0.8).then_some(best.1)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn suggests_only_what_is_near() {
        let known = ["deadline", "class", "since"];
        assert_eq!(nearest("dedline", known), Some("deadline"));
        assert_eq!(nearest("Class", known), Some("class"));
        assert_eq!(nearest("qqq", known), None);
    }
}
