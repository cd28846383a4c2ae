// Verifies a published log, and evidence from one, with the code that Go's checksum database is
// verified with: golang.org/x/mod/sumdb/note and golang.org/x/mod/sumdb/tlog. Nothing of it was
// written for this product, or knows of it; only the paths of tiles and the two file formats are
// read here, as C2SP tlog-tiles, tlog-checkpoint and tlog-proof have them.
//
//	verifylog -log https://idp.example/realms/acme/obligations/log -vkey KEY [-save FILE] [-since FILE]
//	verifylog -evidence FILE -vkey KEY
package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const height = 8

func main() {
	log := flag.String("log", "", "address of the log")
	vkey := flag.String("vkey", "", "verifier key of the log")
	save := flag.String("save", "", "file to keep the checkpoint in")
	since := flag.String("since", "", "file with a checkpoint of before")
	evidence := flag.String("evidence", "", "file with the evidence of one entry")
	flag.Parse()
	verifier, err := note.NewVerifier(*vkey)
	if err == nil && *evidence != "" {
		err = verifyEvidence(*evidence, verifier)
	} else if err == nil {
		err = verifyLog(*log, verifier, *save, *since)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "NOT VERIFIED:", err)
		os.Exit(1)
	}
	fmt.Println("verified")
}

// checkpoint is what a log says of its tree.
type checkpoint struct {
	origin string
	tree   tlog.Tree
}

func openCheckpoint(signed []byte, verifier note.Verifier) (*checkpoint, error) {
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return nil, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		return nil, errors.New("not a checkpoint of " + verifier.Name())
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return nil, err
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return nil, err
	}
	return &checkpoint{lines[0], tlog.Tree{N: size, Hash: root}}, nil
}

// site reads a log, each tile once.
type site struct {
	address string
	tiles   map[tlog.Tile][]byte
}

func (s site) get(path string) ([]byte, error) {
	response, err := http.Get(s.address + "/" + path)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", path, response.Status)
	}
	return io.ReadAll(response.Body)
}

// path of a tile in the way of C2SP: Go's own has the height in it.
func path(kind string, index int64, width int) string {
	name := fmt.Sprintf("%03d", index%1000)
	for rest := index / 1000; rest > 0; rest /= 1000 {
		name = fmt.Sprintf("x%03d/%s", rest%1000, name)
	}
	if width < 1<<height {
		name += fmt.Sprintf(".p/%d", width)
	}
	return "tile/" + kind + "/" + name
}

func (s site) Height() int { return height }

func (s site) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, tile := range tiles {
		if known, found := s.tiles[tile]; found {
			data[i] = known
			continue
		}
		content, err := s.get(path(strconv.Itoa(tile.L), tile.N, tile.W))
		if err != nil {
			return nil, err
		}
		data[i] = content
	}
	return data, nil
}

// SaveTiles is told of tiles that led to the root.
func (s site) SaveTiles(tiles []tlog.Tile, data [][]byte) {
	for i, tile := range tiles {
		s.tiles[tile] = data[i]
	}
}

func verifyLog(address string, verifier note.Verifier, save, since string) error {
	log := site{strings.TrimRight(address, "/"), map[tlog.Tile][]byte{}}
	signed, err := log.get("checkpoint")
	if err != nil {
		return err
	}
	now, err := openCheckpoint(signed, verifier)
	if err != nil {
		return err
	}
	fmt.Printf("%s has %d entries\n", now.origin, now.tree.N)
	// This reader believes no tile before it has led to the root of the checkpoint.
	hashes := tlog.TileHashReader(now.tree, log)
	if err := verifyEntries(log, now.tree, hashes); err != nil {
		return err
	}
	if since != "" {
		old, err := os.ReadFile(since)
		if err != nil {
			return err
		}
		before, err := openCheckpoint(old, verifier)
		if err != nil {
			return err
		}
		if before.tree.N == 0 {
			return keep(save, signed) // every tree grew from the empty one
		}
		proof, err := tlog.ProveTree(now.tree.N, before.tree.N, hashes)
		if err != nil {
			return err
		}
		err = tlog.CheckTree(proof, now.tree.N, now.tree.Hash, before.tree.N, before.tree.Hash)
		if err != nil {
			return err
		}
		fmt.Printf("it grew from %d entries, proved by %d hashes\n", before.tree.N, len(proof))
	}
	return keep(save, signed)
}

func keep(file string, signed []byte) error {
	if file == "" {
		return nil
	}
	return os.WriteFile(file, signed, 0o600)
}

func verifyEntries(log site, tree tlog.Tree, hashes tlog.HashReader) error {
	for first := int64(0); first < tree.N; first += 1 << height {
		width := tree.N - first
		if width > 1<<height {
			width = 1 << height
		}
		bundle, err := log.get(path("entries", first>>height, int(width)))
		if err != nil {
			return err
		}
		for index := first; index < first+width; index++ {
			if len(bundle) < 2 || len(bundle)-2 < int(binary.BigEndian.Uint16(bundle)) {
				return fmt.Errorf("entry %d is cut", index)
			}
			end := 2 + int(binary.BigEndian.Uint16(bundle))
			entry := bundle[2:end]
			bundle = bundle[end:]
			proof, err := tlog.ProveRecord(tree.N, index, hashes)
			if err != nil {
				return err
			}
			err = tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry))
			if err != nil {
				return fmt.Errorf("entry %d: %w", index, err)
			}
		}
		if len(bundle) != 0 {
			return fmt.Errorf("more than the entries from %d on", first)
		}
	}
	fmt.Printf("%d entries are in the tree\n", tree.N)
	return nil
}

// after gives what follows a prefix.
func after(text, prefix string) (string, bool) {
	return strings.TrimPrefix(text, prefix), strings.HasPrefix(text, prefix)
}

func verifyEvidence(file string, verifier note.Verifier) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	head, signed, found := bytes.Cut(content, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	if !found || len(lines) < 3 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return errors.New("not a tlog-proof")
	}
	extra, found := after(lines[1], "extra ")
	if !found {
		return errors.New("no record in it")
	}
	record, err := base64.StdEncoding.DecodeString(extra)
	if err != nil {
		return err
	}
	number, found := after(lines[2], "index ")
	if !found {
		return errors.New("no index in it")
	}
	index, err := strconv.ParseInt(number, 10, 64)
	if err != nil {
		return err
	}
	var proof tlog.RecordProof
	for _, line := range lines[3:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return err
		}
		proof = append(proof, hash)
	}
	log, err := openCheckpoint(signed, verifier)
	if err != nil {
		return err
	}
	entry := sha256.Sum256(record)
	err = tlog.CheckRecord(proof, log.tree.N, log.tree.Hash, index, tlog.RecordHash(entry[:]))
	if err != nil {
		return err
	}
	fmt.Printf("entry %d of %s:\n%q\n", index, log.origin, record)
	return nil
}
