//! Room for what one user has sent and what is not answered yet, over all of her connections.
//!
//! Bytes are counted as they are on the wire. Decoded they take up to fifty times as much (an empty
//! text is one byte there and 24 here, in a list that doubles as it grows), so this is what bounds the
//! memory that one user can take: whoever sends more than fits waits, and nobody else does.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use crate::api::wire::FRAME_MAX;

/// Bytes of one user that are held at the same time: two of the largest messages, or thousands of
/// those that are sent while somebody types.
const BYTES: usize = 2 * FRAME_MAX;

/// Bytes of one user's imports that are gathered at the same time.
const GATHERED: usize = 32 << 20;

/// How much of it is taken.
#[derive(Debug, Default)]
pub struct Room {
    taken: Mutex<usize>,
    freed: Condvar,
    gathered: Mutex<usize>,
}

/// What an import holds of the room; free again when it is dropped.
#[derive(Debug)]
pub struct ImportRoom {
    room: Arc<Room>,
    bytes: usize,
}

impl ImportRoom {
    /// Nothing yet.
    pub fn new(room: &Arc<Room>) -> Self {
        Self { room: Arc::clone(room), bytes: 0 }
    }

    /// Whether there is room for so many bytes more. An import cannot wait for itself: what is too much
    /// is refused.
    pub fn add(&mut self, bytes: usize) -> bool {
        let mut gathered = self.room.gathered.lock().unwrap_or_else(PoisonError::into_inner);
        let fits = *gathered + bytes <= GATHERED;
        if fits {
            *gathered += bytes;
            self.bytes += bytes;
        }
        fits
    }
}

impl Drop for ImportRoom {
    fn drop(&mut self) {
        *self.room.gathered.lock().unwrap_or_else(PoisonError::into_inner) -= self.bytes;
    }
}

/// A part of the room; free again when it is dropped.
#[derive(Debug)]
pub struct Held {
    room: Arc<Room>,
    bytes: usize,
}

impl Room {
    fn lock(&self) -> MutexGuard<'_, usize> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until there is room for so many bytes, at most [`FRAME_MAX`].
    pub fn take(self: &Arc<Self>, bytes: usize) -> Held {
        let full = |taken: &mut usize| *taken + bytes > BYTES;
        let waited = self.freed.wait_while(self.lock(), full);
        *waited.unwrap_or_else(PoisonError::into_inner) += bytes;
        Held { room: Arc::clone(self), bytes }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        *self.room.lock() -= self.bytes;
        self.room.freed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_waits_until_something_is_answered() {
        let room = Arc::new(Room::default());
        let (first, second) = (room.take(FRAME_MAX), room.take(FRAME_MAX - 1));
        let small = room.take(1);
        std::thread::scope(|scope| {
            let third = scope.spawn(|| room.take(FRAME_MAX));
            drop(small);
            drop(second);
            let third = third.join().unwrap();
            assert_eq!(*room.lock(), 2 * FRAME_MAX);
            drop((first, third));
        });
        assert_eq!(*room.lock(), 0);
    }
}
