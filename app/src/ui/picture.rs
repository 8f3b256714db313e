//! Pictures people sent.

use domain::picture::PictureRef;
use leptos::prelude::*;

/// The logo of an organisation, on white whatever the page is: it was drawn for paper.
#[component]
pub fn Logo(
    /// The picture.
    picture: PictureRef,
    /// Whose it is, for whoever does not see it.
    #[prop(into)]
    name: String,
) -> impl IntoView {
    let PictureRef { width, height, .. } = picture;
    let path = picture.path();
    view! { <img class="logo" src=path alt=name width=width.to_string() height=height.to_string() decoding="async" /> }
}
