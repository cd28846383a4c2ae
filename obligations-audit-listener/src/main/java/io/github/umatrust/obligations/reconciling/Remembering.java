package io.github.umatrust.obligations.reconciling;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An authority that remembers what it said of clients, users and sessions during one pass, as far
 * as there is room. What it remembers is good for not ending something, and for nothing else.
 */
final class Remembering implements Authority {

  /** What one pass remembers; plain values, which outlive the transactions they were read in. */
  static final class Memory {
    private final Map<String, Optional<Account>> accounts = new Recent<>();
    private final Map<String, SessionState> sessions = new Recent<>();
  }

  private static final int ROOM = 5_000;

  private static final class Recent<V> extends LinkedHashMap<String, V> {
    private static final long serialVersionUID = 1L;

    Recent() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
      return size() > ROOM;
    }
  }

  private final Authority authority;
  private final Memory memory;

  Remembering(Authority authority, Memory memory) {
    this.authority = authority;
    this.memory = memory;
  }

  @Override
  public Account realm() {
    return authority.realm();
  }

  @Override
  public @Nullable Account client(String uuid) {
    return account("client:" + uuid, () -> authority.client(uuid));
  }

  @Override
  public @Nullable Account user(String id) {
    return account("user:" + id, () -> authority.user(id));
  }

  private @Nullable Account account(String key, Supplier<@Nullable Account> otherwise) {
    return memory
        .accounts
        .computeIfAbsent(key, k -> Optional.ofNullable(otherwise.get()))
        .orElse(null);
  }

  @Override
  public SessionState session(String id, boolean offline, @Nullable String clientUuid) {
    return memory.sessions.computeIfAbsent(
        id + "/" + offline + "/" + clientUuid, k -> authority.session(id, offline, clientUuid));
  }

  @Override
  public boolean isRevoked(String tokenId) {
    return authority.isRevoked(tokenId);
  }

  @Override
  public boolean needsClientInSession(String tokenId) {
    return authority.needsClientInSession(tokenId);
  }
}
