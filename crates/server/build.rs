//! The front end is embedded when this crate is compiled, so it is compiled again when that changes.

fn main() {
    println!("cargo:rerun-if-changed=../../web/build");
}
