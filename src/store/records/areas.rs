//! Areas as they are kept.

use super::{Record, day, envelope, id_key, read_day, read_days, read_id, tree};
use crate::codec::{self, CodecError};
use crate::domain::area::Area;
use crate::domain::ids::AreaId;
use crate::journal::Tree;

impl Record for Area {
    const TREE: Tree = tree::AREAS;
    const KIND: u8 = 7;
    const NEWEST: u16 = 1;
    type Key = [u8; 8];

    fn key(&self) -> [u8; 8] {
        id_key(self.id.0)
    }

    fn seal(&self) -> Result<Vec<u8>, CodecError> {
        codec::seal(Self::KIND, Self::NEWEST, &v1::Area::from(self))
    }

    fn open(key: &[u8], bytes: &[u8]) -> Result<Self, CodecError> {
        let (_, body) = envelope::<Self>(bytes)?;
        codec::decode::<v1::Area>(body)?.lift(AreaId(read_id(key)?))
    }
}

mod v1 {
    use serde::{Deserialize, Serialize};

    use super::{AreaId, CodecError, day, read_day, read_days};

    #[derive(Serialize, Deserialize)]
    pub(super) struct Area {
        name: String,
        from: i32,
        until: Option<i32>,
    }

    impl From<&super::Area> for Area {
        fn from(area: &super::Area) -> Self {
            Self { name: area.name.clone(), from: day(area.from), until: area.until.map(day) }
        }
    }

    impl Area {
        pub(super) fn lift(self, id: AreaId) -> Result<super::Area, CodecError> {
            let (from, until) = (read_day(self.from)?, read_days(self.until)?);
            Ok(super::Area { id, name: self.name, from, until })
        }
    }
}
