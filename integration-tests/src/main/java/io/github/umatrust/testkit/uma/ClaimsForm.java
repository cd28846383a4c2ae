package io.github.umatrust.testkit.uma;

import io.github.umatrust.testkit.http.Reply;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads and fills in the form on the page that asks a requesting party for claims and terms. */
public final class ClaimsForm {

  private static final Pattern ACTION = Pattern.compile("<form action=\"([^\"]+)\"");
  private static final Pattern CHECKER =
      Pattern.compile("name=\"state_checker\" value=\"([^\"]*)\"");
  private static final Pattern CHECKBOX =
      Pattern.compile("type=\"checkbox\"[^>]*\\sname=\"([^\"]+)\"");
  private static final Pattern INPUT =
      Pattern.compile(
          "<input type=\"[^\"]+\" class=\"uma-input\"[^>]*\\sname=\"([^\"]+)\" value=\"([^\"]*)\"");

  private ClaimsForm() {}

  /** Gives what the page asks for: all boxes checked, and these values, field by field. */
  public static Map<String, List<String>> everything(Reply page, String... values) {
    Map<String, List<String>> form = new LinkedHashMap<>(answer(page, "give"));
    boxes(page).forEach(name -> form.put(name, List.of("yes")));
    List<String> inputs = inputs(page);
    for (int i = 0; i < inputs.size(); i++) {
      form.put(inputs.get(i), List.of(i < values.length ? values[i] : prefilled(page, i)));
    }
    return form;
  }

  /** A button, and nothing filled in. */
  public static Map<String, List<String>> answer(Reply page, String answer) {
    return Map.of("state_checker", List.of(checker(page)), "answer", List.of(answer));
  }

  /**
   * Where the form goes.
   *
   * @throws IllegalStateException when the page has none
   */
  public static String action(Reply page) {
    return first(ACTION, page).replace("&amp;", "&");
  }

  /** What proves that the form is the server's own. */
  public static String checker(Reply page) {
    return first(CHECKER, page);
  }

  /** The names of the boxes. */
  public static List<String> boxes(Reply page) {
    return all(CHECKBOX, page);
  }

  /** The names of the text fields. */
  public static List<String> inputs(Reply page) {
    return all(INPUT, page);
  }

  /** What stands in a text field, as it is in the HTML. */
  public static String prefilled(Reply page, int index) {
    List<String> values = new ArrayList<>();
    Matcher matcher = INPUT.matcher(page.body());
    while (matcher.find()) {
      values.add(matcher.group(2));
    }
    return values.get(index);
  }

  private static String first(Pattern pattern, Reply page) {
    Matcher matcher = pattern.matcher(page.body());
    if (!matcher.find()) {
      throw new IllegalStateException("HTTP " + page.status() + ", no such form: " + page.body());
    }
    return matcher.group(1);
  }

  private static List<String> all(Pattern pattern, Reply page) {
    return pattern.matcher(page.body()).results().map(m -> m.group(1)).toList();
  }
}
