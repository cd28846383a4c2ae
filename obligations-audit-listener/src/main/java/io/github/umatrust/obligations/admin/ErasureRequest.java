package io.github.umatrust.obligations.admin;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.umatrust.obligations.journal.Bounded;
import io.github.umatrust.obligations.query.InvalidQueryException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request to erase a person.
 *
 * @param person the user's id
 * @param force whether to do it although obligations of the person are in force
 */
record ErasureRequest(String person, boolean force) {

  private static final Set<String> MEMBERS = Set.of("person", "force");

  /**
   * Reads the body of the request.
   *
   * @throws InvalidQueryException when it is something else
   */
  static ErasureRequest read(@Nullable JsonNode json) throws InvalidQueryException {
    if (json == null || !json.isObject()) {
      throw new InvalidQueryException("Not a JSON object with the id of a person");
    }
    for (var member : json.properties()) {
      if (!MEMBERS.contains(member.getKey())) {
        throw new InvalidQueryException("Unknown member. Known are: force, person");
      }
    }
    JsonNode person = json.path("person");
    JsonNode force = json.path("force");
    String id = person.asText();
    if (!person.isTextual()
        || id.isBlank()
        || id.length() > Bounded.ID
        || id.chars().anyMatch(Character::isISOControl)) {
      throw new InvalidQueryException("Not the id of a user: person");
    }
    if (!force.isMissingNode() && !force.isBoolean()) {
      throw new InvalidQueryException("Not true or false: force");
    }
    return new ErasureRequest(id, force.asBoolean());
  }
}
