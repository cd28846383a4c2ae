package io.github.umatrust.indicator.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.umatrust.indicator.registry.ResourceUrls.Entry;
import io.github.umatrust.indicator.uri.InvalidResourceUriException;
import io.github.umatrust.indicator.uri.ResourceUri;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Any value of the client attribute registers resource URIs that stand in it, and nothing else. */
class ResourceUrlsFuzzTest {

  @FuzzTest
  void registersOnlyWhatStandsThere(byte[] input) {
    String attribute = new String(input, StandardCharsets.UTF_8);
    List<Entry> expected = new ArrayList<>();
    for (String value : attribute.split("##", -1)) {
      try {
        expected.add(new Entry(ResourceUri.parse(value.strip()), value.strip()));
      } catch (InvalidResourceUriException e) {
        // Is not to be registered.
      }
    }
    List<Entry> entries = ResourceUrls.parse(attribute);
    assertThat(entries).isEqualTo(expected);
    String written = entries.stream().map(Entry::registered).collect(Collectors.joining("##"));
    assertThat(ResourceUrls.parse(written)).isEqualTo(entries);
    assertThat(ResourceUrls.parse(written + " ## relative##" + written))
        .startsWith(entries.toArray(Entry[]::new))
        .hasSize(2 * entries.size());
  }
}
