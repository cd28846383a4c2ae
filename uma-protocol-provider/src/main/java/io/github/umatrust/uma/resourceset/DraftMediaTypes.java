package io.github.umatrust.uma.resourceset;

import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

/** The media types of the first draft of resource set registration (draft 00 §2). */
final class DraftMediaTypes {

  /** A description. */
  static final MediaType RESOURCE_SET = new MediaType("application", "intro-resource-set+json");

  /** What became of a description. */
  static final MediaType STATUS = new MediaType("application", "intro-status+json");

  /** One place of the draft has this name for a description. */
  private static final MediaType RESOURCE_SET_TOO =
      new MediaType("application", "resource-set+json");

  private DraftMediaTypes() {}

  /** The media types of requests, beside JSON. */
  static MediaType[] ofRequests() {
    return new MediaType[] {RESOURCE_SET, RESOURCE_SET_TOO};
  }

  /** The draft's media type for whoever sends or asks for the draft's media types, else JSON. */
  static MediaType forAnswer(MediaType draft, HttpHeaders headers) {
    MediaType sent = headers.getMediaType();
    boolean drafted =
        RESOURCE_SET.equals(sent)
            || RESOURCE_SET_TOO.equals(sent)
            || headers.getAcceptableMediaTypes().stream()
                .anyMatch(t -> t.isCompatible(draft) && !t.isWildcardSubtype());
    return drafted ? draft : MediaType.APPLICATION_JSON_TYPE;
  }
}
