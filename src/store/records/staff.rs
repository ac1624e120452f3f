//! Staff as they are kept.

use super::{Code, Record, day, each, envelope, id_key, read_day, read_days, read_id, tree};
use crate::codec::{self, CodecError};
use crate::domain::area::Fte;
use crate::domain::ids::{AreaId, StaffId};
use crate::domain::staff::{Deputy, Post, Staff};
use crate::journal::Tree;

impl Record for Staff {
    const TREE: Tree = tree::STAFF;
    const KIND: u8 = 6;
    const NEWEST: u16 = 1;
    type Key = [u8; 8];

    fn key(&self) -> [u8; 8] {
        id_key(self.id.0)
    }

    fn seal(&self) -> Result<Vec<u8>, CodecError> {
        codec::seal(Self::KIND, Self::NEWEST, &v1::Staff::from(self))
    }

    fn open(key: &[u8], bytes: &[u8]) -> Result<Self, CodecError> {
        let (_, body) = envelope::<Self>(bytes)?;
        codec::decode::<v1::Staff>(body)?.lift(StaffId(read_id(key)?))
    }
}

mod v1 {
    use serde::{Deserialize, Serialize};

    use super::{AreaId, Code, CodecError, Fte, StaffId, day, each, read_day, read_days};

    #[derive(Serialize, Deserialize)]
    pub(super) struct Staff {
        uid: u32,
        user: String,
        name: String,
        roles: Vec<u8>,
        posts: Vec<Post>,
        deputies: Vec<Deputy>,
        from: i32,
        until: Option<i32>,
        lang: Option<String>,
    }

    #[derive(Serialize, Deserialize)]
    struct Post {
        area: u64,
        fte: u16,
        from: i32,
        until: Option<i32>,
    }

    #[derive(Serialize, Deserialize)]
    struct Deputy {
        who: u64,
        from: i32,
        until: i32,
        granted_by: u64,
    }

    impl From<&super::Staff> for Staff {
        fn from(staff: &super::Staff) -> Self {
            let post = |p: &super::Post| Post {
                area: p.area.0,
                fte: p.fte.0,
                from: day(p.from),
                until: p.until.map(day),
            };
            let deputy = |d: &super::Deputy| Deputy {
                who: d.deputy.0,
                from: day(d.from),
                until: day(d.until),
                granted_by: d.granted_by.0,
            };
            Self {
                uid: staff.uid,
                user: staff.user.clone(),
                name: staff.name.clone(),
                roles: staff.roles.iter().map(|r| r.code()).collect(),
                posts: staff.posts.iter().map(post).collect(),
                deputies: staff.deputies.iter().map(deputy).collect(),
                from: day(staff.from),
                until: staff.until.map(day),
                lang: staff.lang.clone(),
            }
        }
    }

    impl Staff {
        pub(super) fn lift(self, id: StaffId) -> Result<super::Staff, CodecError> {
            Ok(super::Staff {
                id,
                uid: self.uid,
                user: self.user,
                name: self.name,
                roles: each(self.roles, Code::of)?,
                posts: each(self.posts, Post::lift)?,
                deputies: each(self.deputies, Deputy::lift)?,
                from: read_day(self.from)?,
                until: read_days(self.until)?,
                lang: self.lang,
            })
        }
    }

    impl Post {
        fn lift(self) -> Result<super::Post, CodecError> {
            Ok(super::Post {
                area: AreaId(self.area),
                fte: Fte(self.fte),
                from: read_day(self.from)?,
                until: read_days(self.until)?,
            })
        }
    }

    impl Deputy {
        fn lift(self) -> Result<super::Deputy, CodecError> {
            Ok(super::Deputy {
                deputy: StaffId(self.who),
                from: read_day(self.from)?,
                until: read_day(self.until)?,
                granted_by: StaffId(self.granted_by),
            })
        }
    }
}
