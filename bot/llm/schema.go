package llm

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// schema is the part of JSON Schema that describes Go values.
type schema struct {
	Type        string             `json:"type,omitempty"` // empty: any
	Format      string             `json:"format,omitempty"`
	Description string             `json:"description,omitempty"`
	Enum        []string           `json:"enum,omitempty"`
	Properties  map[string]*schema `json:"properties,omitzero"`
	Required    []string           `json:"required,omitempty"`
	Items       *schema            `json:"items,omitempty"`
	// Additional is false for structs and the schema of the values for maps.
	Additional any `json:"additionalProperties,omitempty"`
}

// maxDepth is how deep arguments may be nested.
const maxDepth = 8

var (
	errDepth     = fmt.Errorf("its arguments are nested over %d levels deep or contain themselves", maxDepth)
	errNoStruct  = errors.New("its arguments are no struct")
	timeType     = reflect.TypeFor[time.Time]()
	rawType      = reflect.TypeFor[json.RawMessage]()
	textType     = reflect.TypeFor[encoding.TextUnmarshaler]()
	jsonDecoding = reflect.TypeFor[json.Unmarshaler]()
)

// schemaOf returns the schema of a struct.
func schemaOf(t reflect.Type) (*schema, error) {
	if t.Kind() != reflect.Struct || t == timeType {
		return nil, errNoStruct
	}
	return typeSchema(t, 0)
}

func typeSchema(t reflect.Type, depth int) (*schema, error) {
	if depth > maxDepth {
		return nil, errDepth
	}
	switch {
	case t == timeType:
		return &schema{Type: "string", Format: "date-time"}, nil
	case t == rawType, t.Kind() == reflect.Interface && t.NumMethod() == 0:
		return &schema{}, nil
	case t.Kind() == reflect.Pointer:
		return typeSchema(t.Elem(), depth+1)
	case reflect.PointerTo(t).Implements(jsonDecoding):
		return &schema{}, nil
	case reflect.PointerTo(t).Implements(textType):
		return &schema{Type: "string"}, nil
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.Uint8:
		return &schema{Type: "string", Format: "byte"}, nil // base64
	}
	return kindSchema(t, depth)
}

func kindSchema(t reflect.Type, depth int) (*schema, error) {
	switch t.Kind() {
	case reflect.Bool:
		return &schema{Type: "boolean"}, nil
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return &schema{Type: "integer"}, nil
	case reflect.Float32, reflect.Float64:
		return &schema{Type: "number"}, nil
	case reflect.String:
		return &schema{Type: "string"}, nil
	case reflect.Slice, reflect.Array:
		items, err := typeSchema(t.Elem(), depth+1)
		return &schema{Type: "array", Items: items}, err
	case reflect.Map:
		if t.Key().Kind() != reflect.String {
			break
		}
		values, err := typeSchema(t.Elem(), depth+1)
		return &schema{Type: "object", Additional: values}, err
	case reflect.Struct:
		s := &schema{Type: "object", Properties: map[string]*schema{}, Additional: false}
		return s, s.addFields(t, depth, true)
	}
	return nil, fmt.Errorf("its arguments have a %v", t)
}

// addFields adds the fields of a struct, as encoding/json sees them.
func (s *schema) addFields(t reflect.Type, depth int, needed bool) error {
	if depth > maxDepth {
		return errDepth
	}
	for i := range t.NumField() {
		f := t.Field(i)
		tag, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if f.Tag.Get("json") == "-" {
			continue
		}
		inner, pointer := f.Type, f.Type.Kind() == reflect.Pointer
		if pointer {
			inner = inner.Elem()
		}
		if f.Anonymous && tag == "" && inner.Kind() == reflect.Struct && inner != timeType {
			if err := s.addFields(inner, depth+1, needed && !pointer); err != nil {
				return err
			}
			continue
		}
		if !f.IsExported() {
			continue
		}
		if err := s.addField(f, tag, strings.Split(options, ","), depth, needed && !pointer); err != nil {
			return err
		}
	}
	return nil
}

func (s *schema) addField(f reflect.StructField, name string, options []string, depth int, needed bool) error {
	if slices.Contains(options, "string") {
		return fmt.Errorf("the field %s has json's string option", f.Name)
	}
	if name == "" {
		name = f.Name
	}
	field, err := typeSchema(f.Type, depth+1)
	if err != nil {
		return err
	}
	field.Description = f.Tag.Get("description")
	if enum := f.Tag.Get("enum"); enum != "" {
		if field.Type != "string" {
			return fmt.Errorf("the field %s has an enum and is no string", f.Name)
		}
		field.Enum = strings.Split(enum, ",")
	}
	s.Properties[name] = field
	if needed && !slices.Contains(options, "omitempty") && !slices.Contains(options, "omitzero") {
		s.Required = append(s.Required, name)
	}
	return nil
}

// check returns where a value lacks a required field, has an unknown one or a value that is
// not listed. Types are left to encoding/json.
func (s *schema) check(where string, value any) error {
	switch value := value.(type) {
	case nil:
		if len(s.Required) > 0 {
			return fmt.Errorf("%s is null", where)
		}
	case map[string]any:
		return s.checkObject(where, value)
	case []any:
		for i, item := range value {
			if s.Items == nil {
				break
			}
			if err := s.Items.check(fmt.Sprintf("%s[%d]", where, i), item); err != nil {
				return err
			}
		}
	case string:
		if len(s.Enum) > 0 && !slices.Contains(s.Enum, value) {
			return fmt.Errorf("%s is none of %s", where, strings.Join(s.Enum, ", "))
		}
	}
	return nil
}

func (s *schema) checkObject(where string, fields map[string]any) error {
	for _, name := range s.Required {
		if fields[name] == nil {
			return fmt.Errorf("%s has no %q", where, name)
		}
	}
	values, isMap := s.Additional.(*schema)
	for name, value := range fields {
		field := s.Properties[name]
		switch {
		case field == nil && isMap:
			field = values
		case field == nil && s.Additional == false:
			return fmt.Errorf("%s has an unknown field %q", where, name)
		case field == nil:
			continue
		}
		if value == nil && !isMap {
			continue // not required: none
		}
		if err := field.check(where+"."+name, value); err != nil {
			return err
		}
	}
	return nil
}
