package io.github.umatrust.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** The test realm without what is not measured. */
final class BenchRealm {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MAPPER = "resource-indicator-mapper";

  private BenchRealm() {}

  /**
   * Writes a copy of a realm file.
   *
   * @param mapper whether the mapper stays; a Keycloak without its JAR does not know it
   * @return the copy's path
   */
  static Path write(Path realmFile, Path copy, boolean mapper) {
    return write(realmFile, copy, realm -> of(realm, mapper));
  }

  /** The same with another change. */
  static Path write(Path realmFile, Path copy, UnaryOperator<ObjectNode> change) {
    try {
      Files.createDirectories(copy.toAbsolutePath().getParent());
      JSON.writeValue(copy.toFile(), change.apply((ObjectNode) JSON.readTree(realmFile.toFile())));
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot copy the realm " + realmFile, e);
    }
  }

  /**
   * The realm without what the other JARs bring. Events are not saved, as in a new realm: with a
   * row in the database for every request, the rest of its cost would hardly be seen.
   */
  static ObjectNode of(ObjectNode realm, boolean mapper) {
    ObjectNode copy = realm.deepCopy();
    copy.remove("loginTheme");
    copy.remove("adminTheme");
    copy.putArray("eventsListeners").add("jboss-logging");
    copy.put("eventsEnabled", false).put("adminEventsEnabled", false);
    if (!mapper) {
      for (JsonNode mappers : copy.findValues("protocolMappers")) {
        removeMapper((ArrayNode) mappers);
      }
    }
    return copy;
  }

  private static void removeMapper(ArrayNode mappers) {
    for (int i = mappers.size() - 1; i >= 0; i--) {
      if (mappers.get(i).path("protocolMapper").asText().equals(MAPPER)) {
        mappers.remove(i);
      }
    }
  }
}
