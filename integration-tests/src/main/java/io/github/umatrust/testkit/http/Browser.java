package io.github.umatrust.testkit.http;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A person's browser, as far as Keycloak's pages need one: it keeps cookies, follows redirects,
 * logs in and consents. Cookies are kept for one server and sent whatever their path, also those
 * marked Secure, as browsers do for localhost.
 */
public final class Browser {

  private static final int MOST_STEPS = 12;
  private static final Pattern FORM_ACTION = Pattern.compile("<form[^>]*\\saction=\"([^\"]+)\"");

  private final String username;
  private final String password;
  private final Map<String, String> cookies = new LinkedHashMap<>();

  /** A browser in front of which this person sits. */
  public Browser(String username, String password) {
    this.username = username;
    this.password = password;
  }

  /**
   * Opens an address and goes on, through login and consent, until the server redirects to {@code
   * callback}.
   *
   * @return the parameters of that redirect's query, or of its fragment where it has one
   * @throws IllegalStateException when the server shows a page that is neither login nor consent
   */
  public Map<String, String> openUntil(String url, String callback) {
    return goOnUntil(url, send("GET", url, null), callback);
  }

  /** Like {@link #openUntil}, beginning with a form that a client has the browser post. */
  public Map<String, String> postUntil(
      String url, Map<String, List<String>> form, String callback) {
    return goOnUntil(url, send("POST", url, Http.form(form)), callback);
  }

  private Map<String, String> goOnUntil(String first, Reply firstReply, String callback) {
    String url = first;
    Reply reply = firstReply;
    for (int step = 0; step < MOST_STEPS; step++) {
      if (reply.status() / 100 == 3) {
        String location =
            URI.create(url).resolve(reply.header("Location").orElseThrow()).toString();
        if (location.startsWith(callback)) {
          return parameters(location);
        }
        url = location;
        reply = send("GET", url, null);
      } else {
        String action = formAction(reply);
        String answer = answer(reply.body());
        url = URI.create(url).resolve(action).toString();
        reply = send("POST", url, answer);
      }
    }
    throw new IllegalStateException(
        "no redirect to " + callback + " after " + MOST_STEPS + " pages");
  }

  /** Opens an address and returns the first answer that is not a redirect. */
  public Reply open(String url) {
    Reply reply = send("GET", url, null);
    for (int step = 0; step < MOST_STEPS && reply.status() / 100 == 3; step++) {
      url = URI.create(url).resolve(reply.header("Location").orElseThrow()).toString();
      reply = send("GET", url, null);
    }
    return reply;
  }

  /**
   * Opens an address and goes on, through login and consent, until the server shows any other page
   * or redirects to {@code callback}.
   *
   * @return that page, or that redirect
   */
  public Reply visit(String url, String callback) {
    Reply reply = send("GET", url, null);
    for (int step = 0; step < MOST_STEPS; step++) {
      if (reply.status() / 100 == 3) {
        url = URI.create(url).resolve(reply.header("Location").orElseThrow()).toString();
        if (url.startsWith(callback)) {
          return reply;
        }
        reply = send("GET", url, null);
      } else if (isLoginOrConsent(reply.body())) {
        url = URI.create(url).resolve(formAction(reply)).toString();
        reply = send("POST", url, answer(reply.body()));
      } else {
        return reply;
      }
    }
    throw new IllegalStateException("still no page after " + MOST_STEPS + " steps");
  }

  /** Opens an address; a redirect is not followed. */
  public Reply get(String url) {
    return send("GET", url, null);
  }

  /** Posts a form; a redirect is not followed. */
  public Reply post(String url, Map<String, List<String>> form) {
    return send("POST", url, Http.form(form));
  }

  /** The same browser, with another person in front of it. */
  public Browser handedTo(String otherUsername, String otherPassword) {
    Browser same = new Browser(otherUsername, otherPassword);
    same.cookies.putAll(cookies);
    return same;
  }

  /** The parameters of a redirect's query, or of its fragment where it has one. */
  public static Map<String, String> parameters(Reply redirect) {
    return parameters(redirect.header("Location").orElseThrow());
  }

  private static boolean isLoginOrConsent(String page) {
    return page.contains("name=\"accept\"") || page.contains("name=\"password\"");
  }

  private String answer(String page) {
    if (page.contains("name=\"accept\"")) {
      Matcher code = Pattern.compile("name=\"code\" value=\"([^\"]*)\"").matcher(page);
      String hidden = code.find() ? "code=" + Http.encode(unescape(code.group(1))) + "&" : "";
      return hidden + "accept=Yes";
    }
    if (page.contains("name=\"password\"")) {
      return Http.form(Map.of("username", List.of(username), "password", List.of(password)));
    }
    throw new IllegalStateException("an unexpected page: " + title(page));
  }

  private static String formAction(Reply reply) {
    Matcher action = FORM_ACTION.matcher(reply.body());
    if (reply.status() != 200 || !action.find()) {
      throw new IllegalStateException("HTTP " + reply.status() + ", " + title(reply.body()));
    }
    return unescape(action.group(1));
  }

  private static String title(String page) {
    Matcher error =
        Pattern.compile(
                "<(?:p|span) class=\"(?:instruction|kc-feedback-text|[^\"]*alert__title[^\"]*)\">([^<]*)")
            .matcher(page);
    Matcher title = Pattern.compile("<title>([^<]*)").matcher(page);
    String told = title.find() ? title.group(1).strip() : "a page without a title";
    return error.find() ? told + ": " + error.group(1).strip() : told;
  }

  private Reply send(String method, String url, @Nullable String form) {
    List<String> headers = new ArrayList<>();
    if (!cookies.isEmpty()) {
      headers.add("Cookie");
      headers.add(
          cookies.entrySet().stream()
              .map(c -> c.getKey() + "=" + c.getValue())
              .reduce((a, b) -> a + "; " + b)
              .orElseThrow());
    }
    if (form != null) {
      headers.add("Content-Type");
      headers.add("application/x-www-form-urlencoded");
    }
    Reply reply = Http.send(method, url, form, headers.toArray(String[]::new));
    for (String cookie : reply.headers().allValues("Set-Cookie")) {
      keep(cookie);
    }
    return reply;
  }

  private void keep(String cookie) {
    String pair = cookie.split(";", 2)[0];
    int equals = pair.indexOf('=');
    String name = pair.substring(0, equals);
    if (cookie.contains("Max-Age=0")) {
      cookies.remove(name);
    } else {
      cookies.put(name, pair.substring(equals + 1));
    }
  }

  private static String unescape(String html) {
    return html.replace("&amp;", "&").replace("&#39;", "'").replace("&quot;", "\"");
  }

  private static Map<String, String> parameters(String location) {
    URI uri = URI.create(location);
    String encoded = uri.getRawFragment() != null ? uri.getRawFragment() : uri.getRawQuery();
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : encoded == null ? new String[0] : encoded.split("&")) {
      String[] parts = pair.split("=", 2);
      parameters.put(decode(parts[0]), parts.length > 1 ? decode(parts[1]) : "");
    }
    return parameters;
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
