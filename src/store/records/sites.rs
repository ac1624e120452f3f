//! Sites as they are kept.

use super::{Code, Record, envelope, id_key, read_id, tree};
use crate::codec::{self, CodecError};
use crate::domain::ids::{AreaId, SiteId};
use crate::domain::site::{Room, Site, SiteKind};
use crate::journal::Tree;

impl Record for Site {
    const TREE: Tree = tree::SITES;
    const KIND: u8 = 8;
    const NEWEST: u16 = 1;
    type Key = [u8; 8];

    fn key(&self) -> [u8; 8] {
        id_key(self.id.0)
    }

    fn seal(&self) -> Result<Vec<u8>, CodecError> {
        codec::seal(Self::KIND, Self::NEWEST, &v1::Site::from(self))
    }

    fn open(key: &[u8], bytes: &[u8]) -> Result<Self, CodecError> {
        let (_, body) = envelope::<Self>(bytes)?;
        codec::decode::<v1::Site>(body)?.lift(SiteId(read_id(key)?))
    }
}

mod v1 {
    use serde::{Deserialize, Serialize};

    use super::{AreaId, Code, CodecError, Room, SiteId, SiteKind};

    #[derive(Serialize, Deserialize)]
    pub(super) struct Site {
        kind: u8,
        name: String,
        area: Option<u64>,
        /// Name and beds.
        rooms: Vec<(String, Option<u16>)>,
    }

    impl From<&super::Site> for Site {
        fn from(site: &super::Site) -> Self {
            Self {
                kind: site.kind.code(),
                name: site.name.clone(),
                area: site.area.map(|a| a.0),
                rooms: site.rooms.iter().map(|r| (r.name.clone(), r.beds)).collect(),
            }
        }
    }

    impl Site {
        pub(super) fn lift(self, id: SiteId) -> Result<super::Site, CodecError> {
            let room = |(name, beds)| Room { name, beds };
            Ok(super::Site {
                id,
                kind: SiteKind::of(self.kind)?,
                name: self.name,
                area: self.area.map(AreaId),
                rooms: self.rooms.into_iter().map(room).collect(),
            })
        }
    }
}
