package io.github.umatrust.it;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What {@code docs/SECURITY-MODEL.md} says of tests and of code, held against the files that it
 * names. It reads the tables of a document, by the heading that they stand under.
 *
 * @param tables the rows of each heading, without those that name the columns; each row its cells
 */
record SecurityModel(Map<String, List<List<String>>> tables) {

  private static final Pattern HEADING = Pattern.compile("#{2,3} (.+)");

  /** The line that a table has below the names of its columns. */
  private static final Pattern RULE = Pattern.compile("\\|(?: ?:?-+:? ?\\|)+");

  private static final Pattern TEST = Pattern.compile("\\[`(\\w+)\\.(\\w+)`]\\(([^)\\s]+)\\)");
  private static final Pattern CODE = Pattern.compile("\\[`(\\w+)`]\\(([^)\\s]+)\\)");
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
  private static final Pattern IS_TEST =
      Pattern.compile("@(?:Test|ParameterizedTest|RepeatedTest|FuzzTest)\\b");

  /** Reads a document. */
  static SecurityModel read(String document) {
    Map<String, List<List<String>>> tables = new LinkedHashMap<>();
    String heading = "";
    boolean inside = false;
    for (String line : document.lines().toList()) {
      Matcher begins = HEADING.matcher(line);
      if (begins.matches()) {
        heading = begins.group(1).strip();
        tables.put(heading, new ArrayList<>());
      } else if (!line.startsWith("|")) {
        inside = false;
      } else if (RULE.matcher(line.strip()).matches()) {
        inside = true;
      } else if (inside) {
        tables.computeIfAbsent(heading, h -> new ArrayList<>()).add(cells(line));
      }
    }
    return new SecurityModel(tables);
  }

  private static List<String> cells(String line) {
    String row = line.strip();
    String inner = row.substring(1, row.endsWith("|") ? row.length() - 1 : row.length());
    List<String> cells = new ArrayList<>();
    for (String cell : inner.split("\\|", -1)) {
      cells.add(cell.strip());
    }
    return cells;
  }

  /**
   * What is wrong with the tables of attacks: a group without one, an attack without a test, a test
   * that is not there.
   *
   * @param groups their headings
   * @param files the text of a file by its path in a link, empty where there is none
   */
  List<String> faultsOfAttacks(List<String> groups, Function<String, Optional<String>> files) {
    List<String> faults = new ArrayList<>();
    for (String group : groups) {
      List<List<String>> rows = tables.getOrDefault(group, List.of());
      if (rows.isEmpty()) {
        faults.add(group + ": no attack");
      }
      for (List<String> row : rows) {
        faultsOfAttack(row, files).forEach(fault -> faults.add(group + ": " + fault));
      }
    }
    return faults;
  }

  private static List<String> faultsOfAttack(
      List<String> row, Function<String, Optional<String>> files) {
    if (row.size() != 3 || row.stream().anyMatch(String::isEmpty)) {
      return List.of("not attack, result and tests: " + row);
    }
    List<String> faults = new ArrayList<>();
    String tests = row.get(2);
    if (!TEST.matcher(tests).replaceAll("").replace(",", "").isBlank()) {
      faults.add("not a list of tests with links: " + tests);
    }
    List<MatchResult> named = TEST.matcher(tests).results().toList();
    if (named.isEmpty()) {
      faults.add("no test of: " + row.get(0));
    }
    for (MatchResult test : named) {
      String path = test.group(3);
      if (!path.endsWith("/" + test.group(1) + ".java")
          || files.apply(path).filter(source -> hasTest(source, test.group(2))).isEmpty()) {
        faults.add("no test " + test.group(1) + "." + test.group(2) + " in " + path);
      }
    }
    return faults;
  }

  /** Members of a class are apart by an empty line, and what is said of one stands before it. */
  private static boolean hasTest(String source, String method) {
    Matcher declared = Pattern.compile("\\bvoid " + Pattern.quote(method) + "\\(").matcher(source);
    if (!declared.find()) {
      return false;
    }
    String before = source.substring(0, declared.start());
    String member = before.substring(before.lastIndexOf("\n\n") + 1);
    return IS_TEST.matcher(member).find() && !member.contains("@Disabled");
  }

  /**
   * What is wrong with a table whose second column names classes with links, and whose third has a
   * piece of their code in backquotes.
   *
   * @param files as in {@link #faultsOfAttacks}
   */
  List<String> faultsOfCode(String heading, Function<String, Optional<String>> files) {
    List<List<String>> rows = tables.getOrDefault(heading, List.of());
    List<String> faults = new ArrayList<>();
    if (rows.isEmpty()) {
      faults.add(heading + ": no row");
    }
    for (List<String> row : rows) {
      Matcher code = CODE.matcher(row.size() > 2 ? row.get(1) : "");
      Matcher quoted = QUOTED.matcher(row.size() > 2 ? row.get(2) : "");
      if (!code.matches() || !quoted.find()) {
        faults.add(heading + ": no class and no piece of its code: " + row);
      } else if (files
          .apply(code.group(2))
          .filter(source -> source.contains(quoted.group(1)))
          .isEmpty()) {
        faults.add(heading + ": " + code.group(1) + " has no " + quoted.group(1));
      }
    }
    return faults;
  }
}
