//! Archives: the whole site, the same bytes each time.

use std::fs;
use std::io::Read;

use super::Site;
use crate::folder::assert_same;
use crate::support::Files;

fn site() -> Site {
    Site::new(
        "  zip: {kind: archive, path: OUTSIDE/site.zip}\n  tar: {kind: archive, path: OUTSIDE/site.tar.zst}",
    )
}

fn unzipped(bytes: Vec<u8>) -> Files {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut files = Files::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        files.insert(file.name().unwrap().into_owned(), bytes);
    }
    files
}

fn untarred(bytes: &[u8]) -> Files {
    let mut archive = tar::Archive::new(zstd::Decoder::new(bytes).unwrap());
    let mut files = Files::new();
    for entry in archive.entries().unwrap() {
        let mut entry = entry.unwrap();
        let path = entry.path().unwrap().to_str().unwrap().to_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        files.insert(path, bytes);
    }
    files
}

#[test]
fn an_archive_has_every_file_of_the_build_and_is_smaller() {
    let site = site();
    site.publish(&["zip"]);
    site.publish(&["tar"]);
    let read = |name: &str| fs::read(site.folder.outside().join(name)).unwrap();
    let (zip, tar, built) = (read("site.zip"), read("site.tar.zst"), site.folder.public());
    assert!(built.contains_key("_headers") && built.contains_key("_redirects"));
    assert_same(&unzipped(zip.clone()), &built, "zip");
    assert_same(&untarred(&tar), &built, "tar");
    let size: usize = built.values().map(Vec::len).sum();
    assert!(zip.len() < size / 2 && tar.len() < zip.len(), "{size}: {} {}", zip.len(), tar.len());
}

#[test]
fn equal_sites_give_equal_bytes_and_are_not_written_again() {
    let (one, other) = (site(), site());
    for target in ["zip", "tar"] {
        one.publish(&[target]);
        other.publish(&[target]);
    }
    for name in ["site.zip", "site.tar.zst"] {
        let read = |site: &Site| fs::read(site.folder.outside().join(name)).unwrap();
        assert!(read(&one) == read(&other), "{name}");
    }
    let path = one.folder.outside().join("site.zip");
    let written = fs::metadata(&path).unwrap().modified().unwrap();
    assert!(one.publish(&["zip"]).contains("is up to date"));
    assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), written);
    one.edit("content/glossary/tariff.md", "A tax.", "A tax on goods.");
    one.folder.build(&[]);
    assert!(one.json(&["status", "zip"])["up_to_date"] == false);
    assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), written, "looking writes nothing");
    assert!(one.publish(&["zip"]).contains("is written"));
    let names: Vec<_> = fs::read_dir(one.folder.outside()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(names.len(), 3, "{names:?}");
}

#[test]
fn an_archive_that_cannot_be_written_is_told() {
    let site = Site::new("  zip: {kind: archive, path: OUTSIDE/none/site.zip}");
    let said = site.refused(&["--yes"], 3);
    assert!(said.contains("no such file or directory") && said.contains("must exist"), "{said}");
    let said = site.refused(&["rollback"], 3);
    assert!(said.contains("keeps no earlier versions"), "{said}");
}
