package io.github.umatrust.testkit.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** HTTP requests that follow no redirect and throw on no status. */
public final class Http {

  /** The header that carries credentials. */
  public static final String AUTHORIZATION = "Authorization";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient CLIENT =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  private Http() {}

  public static Reply get(String url, String... headers) {
    return send("GET", url, null, headers);
  }

  public static Reply delete(String url, String... headers) {
    return send("DELETE", url, null, headers);
  }

  /** Posts a form; a parameter with several values is sent as often. */
  public static Reply postForm(String url, Map<String, List<String>> form, String... headers) {
    return send(
        "POST",
        url,
        form(form),
        with(headers, "Content-Type", "application/x-www-form-urlencoded"));
  }

  /** Posts a value as JSON. */
  public static Reply postJson(String url, Object value, String... headers) {
    return send("POST", url, json(value), with(headers, "Content-Type", "application/json"));
  }

  /** Puts a value as JSON. */
  public static Reply putJson(String url, Object value, String... headers) {
    return send("PUT", url, json(value), with(headers, "Content-Type", "application/json"));
  }

  /** Deletes what a JSON value says. */
  public static Reply deleteJson(String url, Object value, String... headers) {
    return send("DELETE", url, json(value), with(headers, "Content-Type", "application/json"));
  }

  /**
   * Sends a request.
   *
   * @param body the body, null for none
   * @param headers names and values in turn
   */
  public static Reply send(String method, String url, @Nullable String body, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(Duration.ofSeconds(60))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    try {
      HttpResponse<String> response =
          CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
      return new Reply(response.statusCode(), response.headers(), response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(method + " " + url + ": " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted during " + method + " " + url, e);
    }
  }

  /** The value of an Authorization header with a bearer token. */
  public static String bearer(String token) {
    return "Bearer " + token;
  }

  /** The value of an Authorization header with a client's id and secret (RFC 6749 §2.3.1). */
  public static String basic(String id, String secret) {
    String credentials = encode(id) + ":" + encode(secret);
    return "Basic "
        + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
  }

  /** A form or query string. */
  public static String form(Map<String, List<String>> parameters) {
    return parameters.entrySet().stream()
        .flatMap(e -> e.getValue().stream().map(v -> encode(e.getKey()) + "=" + encode(v)))
        .collect(Collectors.joining("&"));
  }

  /** A form-encoded text. */
  public static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not writable as JSON: " + value, e);
    }
  }

  private static String[] with(String[] headers, String name, String value) {
    String[] all = Arrays.copyOf(headers, headers.length + 2);
    all[headers.length] = name;
    all[headers.length + 1] = value;
    return all;
  }
}
