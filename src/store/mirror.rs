//! What is kept in memory beside the rows, because the disk may not say it: a mirror is made from the rows when it is first
//! asked for, and hears of every commit from then on.
//!
//! **A commit tells a mirror which records have moved, and the mirror reads them again when it is next looked into.** So it
//! costs a commit next to nothing, and needs no order among commits: what is read is what stands in the row.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use super::changes::Changes;
use super::handle::Store;

/// Something in memory that follows the store.
pub trait Mirror: Default + Send + Sync + 'static {
    /// These changes are durable. Called by whoever committed them: it has to be quick, and must not look into the store.
    fn moved(&self, changes: &Changes);
}

/// The mirrors of a store, by their types.
#[derive(Default)]
pub(super) struct Mirrors(RwLock<HashMap<TypeId, Hung>>);

struct Hung {
    mirror: Arc<dyn Any + Send + Sync>,
    moved: Box<dyn Fn(&Changes) + Send + Sync>,
}

impl Mirrors {
    pub fn moved(&self, changes: &Changes) {
        for hung in self.0.read().unwrap_or_else(PoisonError::into_inner).values() {
            (hung.moved)(changes);
        }
    }
}

impl Store {
    /// The one mirror of this type. A new one is empty and hears of every commit that ends after this call.
    pub fn mirror<M: Mirror>(&self) -> Arc<M> {
        let id = TypeId::of::<M>();
        let known = |hung: &HashMap<TypeId, Hung>| hung.get(&id)?.mirror.clone().downcast::<M>().ok();
        let mirrors = &self.0.mirrors.0;
        if let Some(mirror) = known(&mirrors.read().unwrap_or_else(PoisonError::into_inner)) {
            return mirror;
        }
        let mut hung = mirrors.write().unwrap_or_else(PoisonError::into_inner);
        known(&hung).unwrap_or_else(|| {
            let mirror = Arc::new(M::default());
            let hearing = mirror.clone();
            hung.insert(id, Hung { mirror: mirror.clone(), moved: Box::new(move |changes| hearing.moved(changes)) });
            mirror
        })
    }
}
