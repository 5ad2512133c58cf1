//! Pictures are written anew from their pixels: what else was in the file, where it was taken, what
//! was appended to it or hidden in it, is not kept.

use std::io::Cursor;

use afterword_domain::file::{FILE_MAX, FileKind};
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder as _, ImageError, ImageFormat, ImageReader, Limits};

use super::content::{NotTaken, Taken};

/// A screen of 8K is 33 million.
pub(super) const MOST_PIXELS: u64 = 36_000_000;
/// Of the pixels as they are decoded, in bytes.
const MOST_DECODED: u64 = 4 * MOST_PIXELS;
/// Of everything that a decoder asks for, in bytes.
const MOST_MEMORY: u64 = 2 * MOST_DECODED;
/// Of 100: no loss that one sees in a screenshot.
const QUALITY: u8 = 92;

/// A photograph stays JPEG; everything else becomes PNG. Of a moving picture the first frame stays.
///
/// # Errors
/// [`NotTaken`]; the size is looked at before anything is decoded.
pub(super) fn write_anew(content: &[u8], format: ImageFormat) -> Result<Taken, NotTaken> {
    if format == ImageFormat::Jpeg && !is_whole_jpeg(content) {
        return Err(NotTaken::Broken);
    }
    let image = decoded(content, format)?;
    let (kind, content) = if format == ImageFormat::Jpeg {
        (FileKind::Jpeg, jpeg(image))
    } else {
        (FileKind::Png, png(&image))
    };
    let content = content.map_err(|error| refused(&error))?;
    if content.len() > FILE_MAX {
        return Err(NotTaken::GrewTooLarge);
    }
    Ok(Taken { kind, content })
}

fn decoded(content: &[u8], format: ImageFormat) -> Result<DynamicImage, NotTaken> {
    let mut reader = ImageReader::with_format(Cursor::new(content), format);
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(MOST_MEMORY);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| refused(&error))?;
    let (width, height) = decoder.dimensions();
    let pixels = u64::from(width) * u64::from(height);
    if pixels > MOST_PIXELS || decoder.total_bytes() > MOST_DECODED {
        return Err(NotTaken::TooManyPixels);
    }
    // The way up is said in what is not kept.
    let way_up = decoder.orientation().map_err(|error| refused(&error))?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(|error| refused(&error))?;
    image.apply_orientation(way_up);
    Ok(image)
}

fn jpeg(image: DynamicImage) -> Result<Vec<u8>, ImageError> {
    let image = match image {
        DynamicImage::ImageLuma8(_) | DynamicImage::ImageRgb8(_) => image,
        other => other.into_rgb8().into(),
    };
    let mut written = Vec::new();
    image.write_with_encoder(JpegEncoder::new_with_quality(&mut written, QUALITY))?;
    Ok(written)
}

fn png(image: &DynamicImage) -> Result<Vec<u8>, ImageError> {
    let mut written = Cursor::new(Vec::new());
    image.write_to(&mut written, ImageFormat::Png)?;
    Ok(written.into_inner())
}

fn refused(error: &ImageError) -> NotTaken {
    match error {
        ImageError::Limits(_) => NotTaken::TooManyPixels,
        _ => NotTaken::Broken,
    }
}

/// Whether the end comes after the pixels began. The decoder fills what is missing with grey; and a
/// preview in the head has an end of its own, so the segments before the pixels are passed over.
fn is_whole_jpeg(content: &[u8]) -> bool {
    const PIXELS: u8 = 0xda;
    const END: [u8; 2] = [0xff, 0xd9];
    let mut rest = &content[2..];
    loop {
        match rest {
            // Any number of these may stand between segments.
            [0xff, 0xff, ..] => rest = &rest[1..],
            [0xff, PIXELS, pixels @ ..] => return pixels.windows(2).any(|pair| pair == END),
            [0xff, _, high, low, ..] => {
                let length = usize::from(u16::from_be_bytes([*high, *low]));
                match rest.get(2 + length..) {
                    Some(after) if length >= 2 => rest = after,
                    _ => return false,
                }
            }
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use image::{ImageBuffer, Rgba};

    use super::*;
    use crate::features::files::content::take;

    /// A picture in which no two parts are alike.
    fn drawn(format: ImageFormat) -> Vec<u8> {
        let image = ImageBuffer::from_fn(40, 30, |x, y| {
            let shade = u8::try_from((x * 6 + y * 3) % 256).unwrap();
            Rgba([shade, 255 - shade, u8::try_from(x).unwrap(), 255])
        });
        let image = DynamicImage::ImageRgba8(image);
        let image = match format {
            ImageFormat::Jpeg => image.into_rgb8().into(),
            _ => image,
        };
        let mut bytes = Cursor::new(Vec::new());
        image.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    const FORMATS: [ImageFormat; 4] = [
        ImageFormat::Png,
        ImageFormat::Jpeg,
        ImageFormat::Gif,
        ImageFormat::WebP,
    ];

    #[test]
    fn a_picture_keeps_its_pixels_and_loses_the_rest() {
        for format in FORMATS {
            let mut sent = drawn(format);
            let expected = if format == ImageFormat::Jpeg {
                (FileKind::Jpeg, ImageFormat::Jpeg)
            } else {
                (FileKind::Png, ImageFormat::Png)
            };
            sent.extend_from_slice(b"PK\x03\x04<script>alert(1)</script>");
            let taken = take(sent).unwrap();
            assert_eq!(taken.kind, expected.0, "{format:?}");
            let kept = decoded(&taken.content, expected.1).unwrap();
            assert_eq!((kept.width(), kept.height()), (40, 30), "{format:?}");
            let told = String::from_utf8_lossy(&taken.content).contains("script");
            assert!(!told, "{format:?}");
        }
    }

    #[test]
    fn where_a_photograph_was_taken_is_not_kept_and_its_way_up_is() {
        // Exif with one entry, orientation 6, behind a word that stands for the place.
        let exif: Vec<u8> = [
            &b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"[..],
            b"48.13N 11.57E",
        ]
        .concat();
        let length = u16::try_from(exif.len() + 2).unwrap().to_be_bytes();
        let plain = drawn(ImageFormat::Jpeg);
        let sent = [&plain[..2], &[0xff, 0xe1], &length, &exif, &plain[2..]].concat();
        let taken = take(sent).unwrap();
        let kept = decoded(&taken.content, ImageFormat::Jpeg).unwrap();
        assert_eq!((kept.width(), kept.height()), (30, 40), "turned upright");
        assert!(!String::from_utf8_lossy(&taken.content).contains("48.13N"));
    }

    #[test]
    fn a_picture_that_is_cut_off_is_refused() {
        for format in FORMATS {
            let whole = drawn(format);
            for part in [12, whole.len() / 3, whole.len() / 2, whole.len() - 24] {
                let cut = take(whole[..part].to_vec());
                assert_eq!(cut.unwrap_err(), NotTaken::Broken, "{format:?} {part}");
            }
        }
    }

    #[test]
    fn a_picture_of_a_few_bytes_and_many_pixels_is_refused_before_it_is_decoded() {
        let sides = 60_000_u32.to_be_bytes();
        let mut png = drawn(ImageFormat::Png);
        png[16..20].copy_from_slice(&sides);
        png[20..24].copy_from_slice(&sides);
        let sum = crc(&png[12..29]).to_be_bytes();
        png[29..33].copy_from_slice(&sum);
        assert_eq!(take(png).unwrap_err(), NotTaken::TooManyPixels);

        let mut gif = drawn(ImageFormat::Gif);
        gif[6..10].copy_from_slice(&[0xff; 4]);
        assert_eq!(take(gif).unwrap_err(), NotTaken::TooManyPixels);

        let mut jpeg = drawn(ImageFormat::Jpeg);
        let frame = jpeg
            .windows(2)
            .position(|pair| pair == [0xff, 0xc0])
            .unwrap();
        jpeg[frame + 5..frame + 9].copy_from_slice(&[0xff; 4]);
        assert_eq!(take(jpeg).unwrap_err(), NotTaken::TooManyPixels);
    }

    /// The sum that ends a chunk of PNG.
    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0_u32, |sum, byte| {
            (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
                (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg())
            })
        })
    }

    #[test]
    fn a_broken_byte_anywhere_breaks_nothing_else() {
        for format in FORMATS {
            let whole = drawn(format);
            for at in 0..whole.len() {
                let mut broken = whole.clone();
                broken[at] ^= 0x55;
                if let Ok(taken) = take(broken) {
                    assert!(taken.content.len() < 100_000, "{format:?} {at}");
                }
            }
        }
    }
}
