//! Pictures people sent.

use domain::picture::{LONGEST_SENT, Photo, PictureFault, PictureRef, Purpose};
use leptos::prelude::*;

use crate::{t, texts::Locale};

/// The kinds of file a browser offers where a picture is asked for.
pub const KINDS: &str = "image/jpeg,image/png,image/webp";

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

/// A photograph: the browser takes the size it needs, and knows how high it will be before it has it.
#[component]
pub fn Photograph(
    /// The photograph.
    photo: Photo,
    /// What is to be seen, for whoever does not see it; empty: it only adorns.
    #[prop(optional, into)]
    alt: String,
    /// The language of that, where it is not the page's.
    #[prop(optional_no_strip, into)]
    lang: Option<String>,
    /// How wide it is shown (HTML 4.8.4.2.1).
    sizes: &'static str,
    /// It stands in a list: fetched when somebody comes near, and in a frame like the others.
    #[prop(optional)]
    listed: bool,
) -> impl IntoView {
    let class = match (listed, photo.fills_a_frame()) {
        (false, _) => "photo",
        (true, true) => "photo photo--listed",
        (true, false) => "photo photo--listed photo--whole",
    };
    let plain = if listed { photo.smallest() } else { &photo.largest };
    let (width, height) = (photo.largest.width.to_string(), photo.largest.height.to_string());
    let loading = if listed { "lazy" } else { "eager" };
    view! {
        <img
            class=class
            src=plain.path()
            srcset=srcset(&photo)
            sizes=sizes
            alt=alt
            lang=lang
            width=width
            height=height
            loading=loading
            decoding="async"
        />
    }
}

/// Every size with its width, for the browser to choose from.
fn srcset(photo: &Photo) -> String {
    photo.sizes().map(|size| format!("{} {}w", size.path(), size.width)).collect::<Vec<_>>().join(", ")
}

/// Why a picture is not taken, and what to do about it.
#[must_use]
pub fn refused(l: Locale, purpose: Purpose, fault: PictureFault) -> String {
    match fault {
        PictureFault::Missing => t!(l, pictures.problem_no_file).to_owned(),
        PictureFault::TooLong => t!(l, pictures.problem_too_long, most = purpose.most_megabytes()),
        PictureFault::Kind => t!(l, pictures.problem_kind).to_owned(),
        PictureFault::TooManyPoints => {
            t!(l, pictures.problem_points, most = LONGEST_SENT, together = purpose.most_megapoints())
        }
        PictureFault::Broken => t!(l, pictures.problem_broken).to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_browser_is_told_every_size_there_is() {
        let size = |name: &str, width| PictureRef { name: name.into(), width, height: width / 2 };
        let photo = Photo { largest: size("a", 1_600), smaller: vec![size("b", 960), size("c", 480)] };
        assert_eq!(srcset(&photo), "/pictures/a 1600w, /pictures/b 960w, /pictures/c 480w");
        assert_eq!(srcset(&Photo { smaller: vec![], ..photo }), "/pictures/a 1600w");
    }
}
