package io.github.umatrust.obligations.sequencing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.keycloak.component.ComponentModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.models.KeycloakSessionFactory;
import org.keycloak.provider.InvalidationHandler;
import org.keycloak.provider.Provider;
import org.keycloak.provider.ProviderEvent;
import org.keycloak.provider.ProviderEventListener;
import org.keycloak.provider.ProviderFactory;
import org.keycloak.provider.Spi;

class SequencerTest {

  @Test
  void thatNobodyCanTellWhatIsToBeDoneIsHeard() {
    List<String> heard = new ArrayList<>();
    SequencingMonitor monitor =
        new SequencingMonitor() {
          @Override
          public void busy(Set<String> realmIds) {
            heard.add("busy");
          }

          @Override
          public void unknown() {
            heard.add("unknown");
          }
        };

    new Sequencer(new Unreachable(), monitor).run();

    assertThat(heard).containsExactly("unknown");
  }

  /** A server without its database. */
  @SuppressWarnings("rawtypes")
  private static final class Unreachable implements KeycloakSessionFactory {

    @Override
    public KeycloakSession create() {
      throw new IllegalStateException("no database");
    }

    @Override
    public Set<Spi> getSpis() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Spi getSpi(Class<? extends Provider> providerClass) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T extends Provider> ProviderFactory<T> getProviderFactory(Class<T> type) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T extends Provider> ProviderFactory<T> getProviderFactory(Class<T> type, String id) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T extends Provider> ProviderFactory<T> getProviderFactory(
        Class<T> type,
        String realmId,
        String componentId,
        Function<KeycloakSessionFactory, ComponentModel> modelGetter) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Stream<ProviderFactory> getProviderFactoriesStream(Class<? extends Provider> type) {
      throw new UnsupportedOperationException();
    }

    @Override
    public long getServerStartupTimestamp() {
      return 0;
    }

    @Override
    public void register(ProviderEventListener listener) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void unregister(ProviderEventListener listener) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void publish(ProviderEvent event) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void invalidate(
        KeycloakSession session, InvalidationHandler.InvalidableObjectType type, Object... params) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      // holds nothing
    }
  }
}
