//! How columns hold what has no column type of its own: words of closed lists, and shapes as JSON.
//!
//! A stored value that is none of its list is an error naming the column, never a silent default.

use chrono_tz::Tz;
use domain::{
    about::AboutText,
    booking::BookingState,
    event::{AudienceType, Dimension, EventState},
    invitation::Reply,
    organisation::{OrganisationKind, Role, Sector},
    privacy::Holding,
    question::{FileKind, Keeping, Kind, Whose},
    registration::RegistrationState,
    reminder::Distance,
    space::{Layout, SpaceKind},
    waiting::WaitState,
};
use sea_orm::{
    ActiveValue, ColIdx, DbErr, IntoActiveValue, QueryResult, TryFromU64, TryGetError, TryGetable, TryGetableFromJson,
    Value,
    sea_query::{ArrayType, ColumnType, Nullable, ValueType, ValueTypeErr},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// A word of a closed list, stored as its code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code<T>(pub T);

/// A closed list of words with codes.
pub trait Word: Sized {
    /// The code of the word.
    fn code(&self) -> &'static str;
    /// The word with this code.
    fn from_code(code: &str) -> Option<Self>;
}

macro_rules! words {
    ($($word:ty),+ $(,)?) => {$(
        impl Word for $word {
            fn code(&self) -> &'static str {
                <$word>::code(*self)
            }
            fn from_code(code: &str) -> Option<Self> {
                <$word>::from_code(code)
            }
        }
    )+};
}

words! {
    AboutText, AudienceType, BookingState, Dimension, Distance, EventState, FileKind, Holding, Keeping, Kind, Layout, OrganisationKind, RegistrationState, Reply, Role, Sector, SpaceKind, WaitState, Whose,
}

impl Word for Tz {
    fn code(&self) -> &'static str {
        self.name()
    }
    fn from_code(code: &str) -> Option<Self> {
        code.parse().ok()
    }
}

impl<T: Word> TryGetable for Code<T> {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        let code = String::try_get_by(row, index)?;
        T::from_code(&code).map(Self).ok_or_else(|| {
            DbErr::Type(format!("{code:?} in column {index:?} is no {}", std::any::type_name::<T>())).into()
        })
    }
}

impl<T: Word> From<Code<T>> for Value {
    fn from(word: Code<T>) -> Self {
        word.0.code().into()
    }
}

impl<T: Word> ValueType for Code<T> {
    fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
        let code = <String as ValueType>::try_from(value)?;
        T::from_code(&code).map(Self).ok_or(ValueTypeErr)
    }
    fn type_name() -> String {
        "Code".to_owned()
    }
    fn array_type() -> ArrayType {
        ArrayType::String
    }
    fn column_type() -> ColumnType {
        ColumnType::Text
    }
}

impl<T: Word> Nullable for Code<T> {
    fn null() -> Value {
        Value::String(None)
    }
}

impl<T: Word> IntoActiveValue<Self> for Code<T> {
    fn into_active_value(self) -> ActiveValue<Self> {
        ActiveValue::Set(self)
    }
}

impl<T: Word> TryFromU64 for Code<T> {
    fn try_from_u64(_: u64) -> Result<Self, DbErr> {
        Err(DbErr::ConvertFromU64("a word is no number"))
    }
}

/// A shape stored as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Json<T>(pub T);

impl<T: DeserializeOwned> TryGetableFromJson for Json<T> {}

impl<T: Serialize> From<Json<T>> for Value {
    fn from(shape: Json<T>) -> Self {
        // Only a map with keys that are no text fails here, and no stored shape has one; the column is NOT NULL.
        Self::Json(serde_json::to_value(shape.0).ok().map(Box::new))
    }
}

impl<T: DeserializeOwned> ValueType for Json<T> {
    fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
        match value {
            Value::Json(Some(json)) => serde_json::from_value(*json).map(Self).map_err(|_| ValueTypeErr),
            _ => Err(ValueTypeErr),
        }
    }
    fn type_name() -> String {
        "Json".to_owned()
    }
    fn array_type() -> ArrayType {
        ArrayType::Json
    }
    fn column_type() -> ColumnType {
        ColumnType::JsonBinary
    }
}

impl<T> Nullable for Json<T> {
    fn null() -> Value {
        Value::Json(None)
    }
}

impl<T: Serialize> IntoActiveValue<Self> for Json<T> {
    fn into_active_value(self) -> ActiveValue<Self> {
        ActiveValue::Set(self)
    }
}
