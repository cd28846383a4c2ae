package io.github.umatrust.obligations.verify;

import io.github.umatrust.obligations.note.NoteException;
import io.github.umatrust.obligations.note.VerifierKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The words after a command.
 *
 * @param operand the one that belongs to no option: an address, or a file
 * @param keys the values of {@code --vkey}
 * @param options the other options, each at most once
 */
record CommandLine(String operand, List<VerifierKey> keys, Map<String, String> options) {

  private static final String VKEY = "--vkey";

  /**
   * Reads the words.
   *
   * @param words those after the command
   * @param known the options that the command has besides {@code --vkey}; each takes a value
   * @throws VerificationException when they are not understood
   */
  static CommandLine parse(List<String> words, Set<String> known) throws VerificationException {
    List<String> operands = new ArrayList<>();
    List<VerifierKey> keys = new ArrayList<>();
    Map<String, String> options = new HashMap<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (!word.startsWith("--")) {
        operands.add(word);
        continue;
      }
      if (!word.equals(VKEY) && !known.contains(word)) {
        throw VerificationException.usage("there is no option " + word);
      }
      if (++i == words.size()) {
        throw VerificationException.usage(word + " wants a value");
      }
      if (word.equals(VKEY)) {
        keys.add(key(words.get(i)));
      } else if (options.put(word, words.get(i)) != null) {
        throw VerificationException.usage(word + " is there twice");
      }
    }
    if (operands.size() != 1) {
      throw VerificationException.usage("one address or file is wanted, not " + operands.size());
    }
    return new CommandLine(operands.get(0), List.copyOf(keys), Map.copyOf(options));
  }

  private static VerifierKey key(String text) throws VerificationException {
    try {
      return VerifierKey.parse(text);
    } catch (NoteException e) {
      throw VerificationException.usage("--vkey " + text + ": " + e.getMessage());
    }
  }

  Optional<String> option(String name) {
    return Optional.ofNullable(options.get(name));
  }
}
