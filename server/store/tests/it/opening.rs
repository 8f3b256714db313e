//! Opening a store: it is ours, it is the right kind, and errors can be understood by a clerk.

use crate::common::house;
use store::{OpenError, OpenOptions, Store};

#[tokio::test]
async fn a_database_opens_with_the_secret_it_was_first_used_with_and_no_other() {
    let house = house().await;
    let again = Store::open(&house.options).await.unwrap();
    assert!(again.check_secret().await.is_ok());

    let other = Store::open(&OpenOptions { secret: [8; 32], ..house.options.clone() }).await.unwrap();
    let refused = other.check_secret().await.unwrap_err();
    assert!(matches!(refused, OpenError::Secret), "{refused}");
    assert!(refused.to_string().starts_with("the secret does not fit this database"), "{refused}");
}

#[tokio::test]
async fn a_wrong_address_is_told_apart_from_a_database_nobody_answers_at() {
    let house = house().await;
    let open =
        async |url: &str| Store::open(&OpenOptions { url: url.into(), ..house.options.clone() }).await.unwrap_err();

    for wrong in ["", "mysql://localhost/x", "house.db"] {
        assert!(matches!(open(wrong).await, OpenError::Address), "{wrong:?}");
    }
    for silent in ["sqlite:///nowhere/at/all/house.db", "postgres://nobody@127.0.0.1:1/nothing"] {
        assert!(matches!(open(silent).await, OpenError::Unreachable(_)), "{silent:?}");
    }
}
