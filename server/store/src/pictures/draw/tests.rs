use image::{RgbImage, Rgba, RgbaImage};

use super::*;

fn drawn(sent: &[u8]) -> Result<Picture, PictureFault> {
    super::drawn(sent, Purpose::Logo).map(|drawn| drawn.largest)
}

fn photograph(picture: &DynamicImage, format: ImageFormat) -> Drawn {
    super::drawn(&file(picture, format), Purpose::Photograph).unwrap()
}

fn file(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// Red on the left, blue on the right, opaque.
fn halves(width: u32, height: u32) -> DynamicImage {
    let of = |x, _| if x < width / 2 { Rgba([200, 0, 0, 255]) } else { Rgba([0, 0, 200, 255]) };
    RgbaImage::from_fn(width, height, of).into()
}

fn kept(picture: &Picture) -> RgbaImage {
    image::load_from_memory_with_format(&picture.bytes, ImageFormat::WebP).unwrap().into_rgba8()
}

#[test]
fn each_kind_is_known_by_its_content_and_drawn_anew() {
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
        let picture = DynamicImage::from(halves(60, 40).into_rgb8());
        let drawn = drawn(&file(&picture, format)).unwrap();
        assert_eq!((drawn.width, drawn.height), (60, 40), "{format:?}");
        assert_eq!(image::guess_format(&drawn.bytes).unwrap(), ImageFormat::WebP);
        let Rgba([red, _, blue, alpha]) = *kept(&drawn).get_pixel(5, 20);
        assert!(red > 150 && blue < 60 && alpha == 255, "{format:?}: {red} {blue} {alpha}");
        assert!(drawn.name.len() == 64 && drawn.name == name(&drawn.bytes));
    }
}

#[test]
fn what_is_no_picture_is_refused_whatever_it_is_called() {
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>".as_slice();
    let gif = b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;";
    let mut cut = file(&halves(60, 40), ImageFormat::Png);
    cut.truncate(60);
    for (sent, fault) in [
        (b"".as_slice(), PictureFault::Missing),
        (svg, PictureFault::Kind),
        (gif.as_slice(), PictureFault::Kind),
        (b"hello".as_slice(), PictureFault::Kind),
        (cut.as_slice(), PictureFault::Broken),
        (vec![0; Purpose::Logo.most_bytes() + 1].as_slice(), PictureFault::TooLong),
    ] {
        assert_eq!(drawn(sent).map(|_| ()), Err(fault), "{:?}", &sent[..sent.len().min(8)]);
    }
}

/// A PNG that says it is so large, with hardly anything in it.
fn claims(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |kind: &[u8; 4], data: &[u8]| {
        bytes.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        let body = [kind.as_slice(), data].concat();
        bytes.extend(&body);
        bytes.extend(crc(&body).to_be_bytes());
    };
    let mut head = [width.to_be_bytes(), height.to_be_bytes()].concat();
    head.extend([8, 6, 0, 0, 0]);
    chunk(b"IHDR", &head);
    chunk(b"IDAT", &[0x78, 0x9c, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01]);
    chunk(b"IEND", &[]);
    bytes
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 })
    })
}

#[test]
fn a_picture_that_says_it_is_huge_is_refused_before_it_is_unpacked() {
    for (width, height) in [(60_000, 60_000), (8_001, 1), (1, 8_001), (4_001, 4_000)] {
        let sent = claims(width, height);
        assert!(sent.len() < 100);
        assert_eq!(drawn(&sent).map(|_| ()), Err(PictureFault::TooManyPoints), "{width} × {height}");
    }
    assert_eq!(drawn(&claims(10, 10)).map(|_| ()), Err(PictureFault::Broken), "small, and nothing in it");
}

#[test]
fn the_longer_side_is_cut_to_size_and_a_small_picture_stays_as_it_is() {
    for (sent, kept) in
        [((1_024, 512), (512, 256)), ((300, 900), (170, 512)), ((4_000, 2), (512, 1)), ((16, 9), (16, 9))]
    {
        let drawn = drawn(&file(&halves(sent.0, sent.1), ImageFormat::Png)).unwrap();
        assert_eq!((drawn.width, drawn.height), kept, "{sent:?}");
    }
}

#[test]
fn what_nobody_sees_through_leaves_no_fringe() {
    let of = |x, _| if x < 600 { Rgba([255, 255, 255, 255]) } else { Rgba([0, 0, 0, 0]) };
    let picture: DynamicImage = RgbaImage::from_fn(1_200, 100, of).into();
    let small = kept(&drawn(&file(&picture, ImageFormat::Png)).unwrap());
    let seen = small.pixels().filter(|point| point.0[3] > 20);
    let darkest = seen.map(|point| point.0[0]).min().unwrap();
    assert!(darkest > 240, "white stays white at its edge: {darkest}");
}

#[test]
fn where_and_with_what_it_was_taken_is_forgotten_and_it_stands_upright() {
    let plain = file(&DynamicImage::from(halves(60, 40).into_rgb8()), ImageFormat::Jpeg);
    // TIFF, big endian, one entry: orientation 6, the camera was turned a quarter to the left. Then a name.
    let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0".to_vec();
    exif.extend(b"Alphaort 52.02N 8.90E");
    let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
    let sent = [&plain[..2], &[0xff, 0xe1], &length, &exif, &plain[2..]].concat();
    let drawn = drawn(&sent).unwrap();
    assert_eq!((drawn.width, drawn.height), (40, 60));
    let Rgba([red, _, blue, _]) = *kept(&drawn).get_pixel(20, 5);
    assert!(red > 150 && blue < 60, "what was left is above");
    assert!(!drawn.bytes.windows(8).any(|part| part == b"Alphaort"));
}

/// What a camera sees: shades everywhere, and some noise.
fn view(width: u32, height: u32) -> DynamicImage {
    let of = |x: u32, y: u32| {
        let noise = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)).rotate_left(7) % 12;
        let shade = |a: u32, b: u32| u8::try_from((x * a / width + y * b / height + noise) % 256).unwrap();
        image::Rgb([shade(200, 40), shade(90, 150), shade(30, 210)])
    };
    RgbImage::from_fn(width, height, of).into()
}

#[test]
fn a_photograph_is_kept_for_screens_phones_and_lists_and_none_of_it_is_heavy() {
    let drawn = photograph(&view(2_400, 1_600), ImageFormat::Jpeg);
    let sizes: Vec<_> = [&drawn.largest].into_iter().chain(&drawn.smaller).collect();
    assert_eq!(
        sizes.iter().map(|size| (size.width, size.height)).collect::<Vec<_>>(),
        [(1_600, 1_067), (960, 640), (480, 320)]
    );
    for (size, most) in sizes.iter().zip([600_000, 250_000, 80_000]) {
        assert_eq!(image::guess_format(&size.bytes).unwrap(), ImageFormat::Jpeg);
        assert_eq!(size.media, "image/jpeg");
        assert!(size.bytes.len() < most, "{} × {}: {} bytes", size.width, size.height, size.bytes.len());
        assert_eq!(size.name, name(&size.bytes));
    }
}

#[test]
fn a_photograph_is_never_made_larger_and_what_one_sees_through_is_white() {
    let kept = |width, height| {
        let drawn = photograph(&halves(width, height), ImageFormat::Png);
        let sizes = [&drawn.largest].into_iter().chain(&drawn.smaller);
        sizes.map(|size| (size.width, size.height)).collect::<Vec<_>>()
    };
    assert_eq!(kept(1_000, 1_200), [(1_000, 1_200), (800, 960), (400, 480)]);
    assert_eq!(kept(500, 20), [(500, 20), (480, 19)]);
    assert_eq!(kept(480, 1), [(480, 1)]);
    assert_eq!(kept(7_000, 2), [(1_600, 1), (960, 1), (480, 1)], "nothing becomes nothing");
    let half: DynamicImage = RgbaImage::from_fn(40, 20, |x, _| Rgba([0, 0, 0, if x < 20 { 0 } else { 255 }])).into();
    let drawn = photograph(&half, ImageFormat::Png);
    let seen = image::load_from_memory_with_format(&drawn.largest.bytes, ImageFormat::Jpeg).unwrap().into_luma8();
    assert!(seen.get_pixel(5, 10).0[0] > 240 && seen.get_pixel(35, 10).0[0] < 15);
}

#[test]
fn of_a_photograph_may_be_sent_what_a_phone_takes_and_no_more() {
    let refused = |sent: &[u8]| super::drawn(sent, Purpose::Photograph).map(|_| ());
    assert_eq!(refused(&claims(5_712, 4_284)), Err(PictureFault::Broken), "24 million points, and nothing in it");
    assert_eq!(refused(&claims(5_001, 5_000)), Err(PictureFault::TooManyPoints));
    assert_eq!(refused(&vec![0; Purpose::Photograph.most_bytes() + 1]), Err(PictureFault::TooLong));
    assert_eq!(refused(&vec![0; Purpose::Logo.most_bytes() + 1]), Err(PictureFault::Kind));
}

#[test]
fn a_webp_that_says_twice_what_is_in_it_is_not_read() {
    // Its own little canvas, and a chunk that claims four gigabytes.
    let lying = |chunk: &[u8; 4], claims: u32| {
        let canvas = [0, 0, 0, 0, 9, 0, 0, 9, 0, 0];
        let mut file =
            [b"RIFF".as_slice(), &50_u32.to_le_bytes(), b"WEBPVP8X", &10_u32.to_le_bytes(), &canvas].concat();
        file.extend([chunk.as_slice(), &claims.to_le_bytes(), &[0; 12]].concat());
        file
    };
    for (chunk, claims) in [(b"EXIF", u32::MAX - 1), (b"VP8 ", 12), (b"ANMF", 12)] {
        assert_eq!(drawn(&lying(chunk, claims)).map(drop), Err(PictureFault::Kind), "{chunk:?}");
    }
}
