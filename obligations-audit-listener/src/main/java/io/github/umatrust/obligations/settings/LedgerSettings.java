package io.github.umatrust.obligations.settings;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.keycloak.events.EventListenerProvider;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.RealmModel;

/**
 * The ledger's settings of one realm: realm attributes, so that stock tools read, write, export and
 * import them. Whether the ledger is on is none of them: it is where the realm's event listeners
 * name it. A malformed value never stops anything; it counts as what each component says.
 *
 * @param failMode {@value #FAIL_MODE}: {@code closed} (default) or {@code open}; malformed: closed
 * @param nativeFlows {@value #NATIVE}: {@code all} (default), {@code none}, or names of {@link
 *     NativeFlow}s separated by commas; malformed: all
 * @param operator {@value #OPERATOR}: the legal name of who operates the authorization server;
 *     default the realm's display name, else its name
 * @param reconcileInterval {@value #RECONCILE_INTERVAL}: how often ends that raise no event are
 *     looked for; seconds, 5 to 86400, default 60; malformed or out of bounds: default
 * @param checkpointInterval {@value #CHECKPOINT_INTERVAL}: how old the latest signed checkpoint may
 *     get while there is something new; seconds, 1 to 3600, default 10; malformed or out of bounds:
 *     default
 * @param publicLog {@value #LOG_PUBLIC}: whether anybody may read the log; {@code true} (default)
 *     or {@code false}; malformed: false
 * @param logOrigin {@value #LOG_ORIGIN}: the name of the log in its checkpoints, null for the
 *     default; a name that no checkpoint can carry counts as null
 * @param witnesses {@value #LOG_WITNESSES}: verifier keys of the witnesses whose cosignatures are
 *     taken, separated by white space; default none; not checked here
 * @param retention {@value #RETENTION_DAYS}: for how long entries are kept; days, 1 to 36500, null
 *     (default) for ever; malformed or out of bounds: for ever
 */
public record LedgerSettings(
    FailMode failMode,
    Set<NativeFlow> nativeFlows,
    String operator,
    Duration reconcileInterval,
    Duration checkpointInterval,
    boolean publicLog,
    @Nullable String logOrigin,
    List<String> witnesses,
    @Nullable Duration retention) {

  public static final String FAIL_MODE = "obligations.fail-mode";
  public static final String NATIVE = "obligations.native";
  public static final String OPERATOR = "obligations.operator";
  public static final String RECONCILE_INTERVAL = "obligations.reconcile-interval";
  public static final String CHECKPOINT_INTERVAL = "obligations.checkpoint-interval";
  public static final String LOG_PUBLIC = "obligations.log.public";
  public static final String LOG_ORIGIN = "obligations.log.origin";
  public static final String LOG_WITNESSES = "obligations.log.witnesses";
  public static final String RETENTION_DAYS = "obligations.retention-days";

  /** The event listener whose factory keeps what was reported. */
  private static final String LISTENER = "obligations-audit";

  /** A line of a checkpoint, with room for everything around it. */
  private static final int ORIGIN_LENGTH = 255;

  private static final SettingFlaws SILENT = text -> {};

  public LedgerSettings {
    nativeFlows = Set.copyOf(nativeFlows);
    witnesses = List.copyOf(witnesses);
  }

  /** The settings of the realm; what is malformed in them is logged once. */
  public static LedgerSettings of(KeycloakSession session, RealmModel realm) {
    return of(
        realm,
        session
                    .getKeycloakSessionFactory()
                    .getProviderFactory(EventListenerProvider.class, LISTENER)
                instanceof SettingFlaws flaws
            ? flaws
            : SILENT);
  }

  static LedgerSettings of(RealmModel realm, SettingFlaws flaws) {
    return new Reader(realm.getName(), realm::getAttribute, flaws).read(realm.getDisplayName());
  }

  /** The legal name of who operates the authorization server; see {@link #operator}. */
  public static String operatorOf(RealmModel realm) {
    return operator(realm.getAttribute(OPERATOR), realm.getDisplayName(), realm.getName());
  }

  /** Whether this of Keycloak's own UMA 2.0 is recorded. */
  public boolean records(NativeFlow flow) {
    return nativeFlows.contains(flow);
  }

  private static String operator(@Nullable String... candidates) {
    for (String candidate : candidates) {
      if (candidate != null && !candidate.isBlank()) {
        return candidate.strip();
      }
    }
    return "";
  }

  /** Reads attributes; blank ones are as good as none. */
  record Reader(String realm, UnaryOperator<@Nullable String> attributes, SettingFlaws flaws) {

    LedgerSettings read(@Nullable String displayName) {
      Integer retentionDays = number(RETENTION_DAYS, 1, 36_500, null);
      return new LedgerSettings(
          failMode(),
          nativeFlows(),
          LedgerSettings.operator(text(OPERATOR), displayName, realm),
          seconds(RECONCILE_INTERVAL, 5, 86_400, 60),
          seconds(CHECKPOINT_INTERVAL, 1, 3600, 10),
          publicLog(),
          origin(),
          words(text(LOG_WITNESSES)),
          retentionDays == null ? null : Duration.ofDays(retentionDays));
    }

    private FailMode failMode() {
      String value = word(FAIL_MODE);
      if (value == null || value.equals("closed")) {
        return FailMode.CLOSED;
      }
      if (value.equals("open")) {
        return FailMode.OPEN;
      }
      malformed(FAIL_MODE, "closed");
      return FailMode.CLOSED;
    }

    private Set<NativeFlow> nativeFlows() {
      Set<NativeFlow> all = EnumSet.allOf(NativeFlow.class);
      String value = word(NATIVE);
      if (value == null || value.equals("all")) {
        return all;
      }
      Set<NativeFlow> flows = EnumSet.noneOf(NativeFlow.class);
      if (!value.equals("none")) {
        for (String name : value.split(",", -1)) {
          Optional<NativeFlow> flow = NativeFlow.byId(name.strip());
          if (flow.isEmpty()) {
            malformed(NATIVE, "all");
            return all;
          }
          flows.add(flow.get());
        }
      }
      return flows;
    }

    private boolean publicLog() {
      String value = word(LOG_PUBLIC);
      if (value == null || value.equals("true")) {
        return true;
      }
      if (!value.equals("false")) {
        malformed(LOG_PUBLIC, "false");
      }
      return false;
    }

    private @Nullable String origin() {
      String value = text(LOG_ORIGIN);
      if (value == null) {
        return null;
      }
      // a line of a note, and the name in a verifier key: no white space, no plus sign
      boolean usable =
          value.length() <= ORIGIN_LENGTH
              && value
                  .codePoints()
                  .noneMatch(
                      c -> c == '+' || Character.isWhitespace(c) || Character.isISOControl(c));
      if (!usable) {
        malformed(LOG_ORIGIN, "the default");
      }
      return usable ? value : null;
    }

    private Duration seconds(String key, int min, int max, int otherwise) {
      Integer value = number(key, min, max, otherwise);
      return Duration.ofSeconds(value == null ? otherwise : value);
    }

    private @Nullable Integer number(String key, int min, int max, @Nullable Integer otherwise) {
      String value = text(key);
      if (value == null) {
        return otherwise;
      }
      // digits only: no sign, and nothing but ASCII
      int number = value.matches("[0-9]{1,9}") ? Integer.parseInt(value) : -1;
      if (number >= min && number <= max) {
        return number;
      }
      malformed(key, otherwise == null ? "none" : otherwise.toString());
      return otherwise;
    }

    private void malformed(String key, String instead) {
      flaws.report(
          "The attribute " + key + " of realm " + realm + " is malformed: it counts as " + instead);
    }

    private @Nullable String word(String key) {
      String value = text(key);
      return value == null ? null : value.toLowerCase(Locale.ROOT);
    }

    private @Nullable String text(String key) {
      String value = attributes.apply(key);
      return value == null || value.isBlank() ? null : value.strip();
    }

    private static List<String> words(@Nullable String value) {
      return value == null ? List.of() : Arrays.asList(value.split("\\s+"));
    }
  }
}
