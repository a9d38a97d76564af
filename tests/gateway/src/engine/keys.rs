//! Keys: the number of a partition in the upper bits, a count in the lower.

/// Bits below the number of the partition.
const COUNT_BITS: u32 = 51;

/// Makes the keys of a cluster.
#[derive(Debug)]
pub(crate) struct Keys {
    partitions: i64,
    count: i64,
    turn: i64,
}

impl Keys {
    pub(crate) fn new(partitions: i32) -> Self {
        Self { partitions: i64::from(partitions.max(1)), count: 0, turn: 0 }
    }

    /// The partition that takes the next command without a key.
    pub(crate) fn next_partition(&mut self) -> i64 {
        self.turn = self.turn % self.partitions + 1;
        self.turn
    }

    /// A fresh key of a partition.
    pub(crate) fn in_partition(&mut self, partition: i64) -> i64 {
        self.count += 1;
        (partition << COUNT_BITS) + self.count
    }

    /// A fresh key in the partition of another.
    pub(crate) fn beside(&mut self, key: i64) -> i64 {
        self.in_partition(partition_of(key))
    }

    /// Whether a partition exists.
    pub(crate) fn has_partition(&self, partition: i64) -> bool {
        (1..=self.partitions).contains(&partition)
    }
}

/// The partition a key lies in.
pub(crate) fn partition_of(key: i64) -> i64 {
    key >> COUNT_BITS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carry_their_partition() {
        let mut keys = Keys::new(2);
        let turns: Vec<i64> = (0..3).map(|_| keys.next_partition()).collect();
        assert_eq!(turns, [1, 2, 1]);
        assert_eq!(keys.in_partition(1), 2_251_799_813_685_249);
        let key = keys.in_partition(2);
        assert_eq!(partition_of(keys.beside(key)), 2);
        assert!(keys.has_partition(2) && !keys.has_partition(0) && !keys.has_partition(3));
    }
}
