package expect_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"time"

	"github.com/pyops-go/pyops/expect"
)

// plays has the test binary play a program that a test starts, if it was told
// which.
func plays() bool {
	switch os.Getenv("EXPECT_TEST_ROLE") {
	case "":
		return false
	case "interact":
		playInteract(nil)
	case "filters":
		playInteract(&expect.InteractOptions{
			InputFilter:  bytes.ToUpper,
			OutputFilter: func(b []byte) []byte { return bytes.ReplaceAll(b, []byte("o"), []byte("0")) },
		})
	case "other escape":
		playInteract(&expect.InteractOptions{EscapeCharacter: 'q'})
	case "no escape":
		playInteract(&expect.InteractOptions{NoEscape: true})
	}
	return true
}

// playInteract is a program that hands its user on to a shell, as the original's
// twin in interact_test.go does.
func playInteract(o *expect.InteractOptions) {
	c, err := expect.Spawn(context.Background(), "sh", &expect.SpawnOptions{
		Args:           []string{"-c", "stty -echo; printf 'hello world\\n'; while read x; do echo got $x; done; echo over"},
		SessionOptions: expect.SessionOptions{DelayBeforeSend: expect.NoDelay, Timeout: 20 * time.Second},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer c.Close()
	c.Expect("hello")
	c.ExpectWith(context.Background(), []any{"d\r\n", expect.TIMEOUT}, &expect.ExpectOptions{Timeout: time.Second})
	c.SetBuffer("left over\n")
	fmt.Print("ready\n")
	if err := c.Interact(o); err != nil {
		fmt.Println(err)
	}
	fmt.Print("back\n")
}
