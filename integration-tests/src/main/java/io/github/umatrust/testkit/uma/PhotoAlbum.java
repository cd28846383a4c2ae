package io.github.umatrust.testkit.uma;

/** A UMA resource server with one photo. */
public final class PhotoAlbum implements AutoCloseable {

  /** The path of the photo. */
  public static final String PHOTO = "/photos/42";

  /** The scope that its readers need. */
  public static final String VIEW = "view";

  private final UmaApi api;
  private final String photoUrl;

  /**
   * Starts the resource server.
   *
   * @param pat the PAT by which it acts for the photo's owner
   * @param resourceSetId the resource set that the photo is registered as
   */
  public PhotoAlbum(UmaEndpoints uma, String pat, String resourceSetId) {
    this.api = new UmaApi(uma, "photos");
    this.photoUrl = api.protect(PHOTO, pat, resourceSetId, VIEW, "a photo of the sea");
  }

  /** The address of the photo. */
  public String photoUrl() {
    return photoUrl;
  }

  @Override
  public void close() {
    api.close();
  }
}
