package io.github.umatrust.uma.permission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PermissionTicketTest {

  private static final PermissionTicket TICKET =
      new PermissionTicket(
          "id",
          "rs",
          "owner",
          List.of(
              new RequestedPermission("set", List.of("view", "a \"scope\", with all")),
              new RequestedPermission("other", List.of("print"))),
          1_800_000_000L);

  @Test
  void comesBackFromTheStoreAsItWas() {
    assertThat(PermissionTicket.of(TICKET.toNotes())).isEqualTo(TICKET);
  }

  @Test
  void withAnythingMissingItIsNoTicket() {
    for (String note : TICKET.toNotes().keySet()) {
      Map<String, String> notes = new HashMap<>(TICKET.toNotes());
      notes.remove(note);
      assertThatIllegalStateException()
          .isThrownBy(() -> PermissionTicket.of(notes))
          .withMessageContaining(note);
    }
  }
}
