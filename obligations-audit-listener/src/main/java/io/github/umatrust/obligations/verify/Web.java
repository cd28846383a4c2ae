package io.github.umatrust.obligations.verify;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads over HTTP, with patience for a server that is busy and without trust in what it sends. Does
 * not follow redirects, so that a token goes where it was meant to go.
 */
final class Web {

  private static final int ATTEMPTS = 4;
  private static final Duration TIMEOUT = Duration.ofSeconds(60);
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final int SERVER_ERROR = 500;

  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
  private final @Nullable String token;
  private final Duration pause;

  /**
   * @param token sent as a bearer token with each request, null for none
   * @param pause before the second attempt; twice as long before each further one
   */
  Web(@Nullable String token, Duration pause) {
    this.token = token;
    this.pause = pause;
  }

  /**
   * An address from the command line, without a slash at its end.
   *
   * @throws VerificationException when it is none
   */
  static String address(String text) throws VerificationException {
    try {
      URI uri = new URI(text);
      String scheme = String.valueOf(uri.getScheme());
      if ((scheme.equals("http") || scheme.equals("https"))
          && uri.getHost() != null
          && uri.getQuery() == null
          && uri.getFragment() == null) {
        return text.replaceAll("/+$", "");
      }
    } catch (URISyntaxException e) {
      // said below
    }
    throw VerificationException.usage(text + " is not an address that begins with http(s)://");
  }

  /** Something that is done with the bytes at an address. */
  interface Reading<T> {
    T read(InputStream bytes) throws IOException, VerificationException;
  }

  /**
   * What is at an address.
   *
   * @param max how many bytes it may have
   * @return empty when the server says that there is nothing
   * @throws VerificationException when it cannot be read, or is longer
   */
  Optional<byte[]> get(String address, int max) throws VerificationException {
    return get(
        address,
        body -> {
          try (body) {
            byte[] bytes = body.readNBytes(max + 1);
            if (bytes.length > max) {
              throw VerificationException.notVerified(address + " has more than " + max + " bytes");
            }
            return bytes;
          }
        });
  }

  /**
   * What is at an address, to be read bit by bit and closed.
   *
   * @return empty when the server says that there is nothing
   * @throws VerificationException when it cannot be read
   */
  Optional<InputStream> open(String address) throws VerificationException {
    return get(address, body -> body);
  }

  private <T> Optional<T> get(String address, Reading<T> reading) throws VerificationException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(address)).timeout(TIMEOUT).GET();
    if (token != null) {
      request.header("Authorization", "Bearer " + token);
    }
    Duration wait = pause;
    for (int attempt = 1; ; attempt++) {
      String trouble;
      try {
        HttpResponse<InputStream> response =
            client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        int status = response.statusCode();
        if (status == OK) {
          return Optional.of(reading.read(response.body()));
        }
        response.body().close();
        if (status == NOT_FOUND) {
          return Optional.empty();
        }
        trouble = "HTTP " + status;
        if (status < SERVER_ERROR && status != TOO_MANY_REQUESTS) {
          throw VerificationException.unreadable(address + ": " + trouble);
        }
      } catch (IOException e) {
        trouble = e.getClass().getSimpleName() + " " + e.getMessage();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw VerificationException.unreadable(address + ": interrupted");
      }
      if (attempt == ATTEMPTS) {
        throw VerificationException.unreadable(address + ": " + trouble);
      }
      sleep(wait);
      wait = wait.multipliedBy(2);
    }
  }

  private static void sleep(Duration duration) throws VerificationException {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw VerificationException.unreadable("interrupted");
    }
  }
}
